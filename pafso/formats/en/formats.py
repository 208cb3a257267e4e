"""English dates as on our own pages: the day in words, the hour of 24 with its zone, as `pafso.text.dates.day_and_hour` has them."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, H:i (T)"
TIME_FORMAT = "H:i"

# What a box shows of a value is one of the ways in which it may be typed (pafso/text/typed_dates.py).
DATE_INPUT_FORMATS = ["%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
