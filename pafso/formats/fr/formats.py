"""French dates as on our own pages: « 1er avril 2027 à 23 h 59 »; "S" is pafso/text/dates.py's."""

DATE_FORMAT = "jS F Y"
DATETIME_FORMAT = "jS F Y à G\u00a0\\h\u00a0i"
MONTH_DAY_FORMAT = "jS F"
SHORT_DATETIME_FORMAT = "Y-m-d G\u00a0\\h\u00a0i"
SHORT_DATE_FORMAT = "Y-m-d"
TIME_FORMAT = "G\u00a0\\h\u00a0i"

# What a box shows of a value is one of the ways in which it may be typed (pafso/text/typed_dates.py).
DATE_INPUT_FORMATS = ["%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
