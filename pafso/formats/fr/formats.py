"""French dates as on our own pages: « 1er avril 2027 à 23 h 59 (HAE) »; "S", "P" and "T" are pafso/text/dates.py's."""

DATE_FORMAT = "jS F Y"
DATETIME_FORMAT = "jS F Y à P (T)"
MONTH_DAY_FORMAT = "jS F"
SHORT_DATETIME_FORMAT = "Y-m-d P (T)"
SHORT_DATE_FORMAT = "Y-m-d"
TIME_FORMAT = "P"

# What a box shows of a value is one of the ways in which it may be typed (pafso/text/typed_dates.py).
DATE_INPUT_FORMATS = ["%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
