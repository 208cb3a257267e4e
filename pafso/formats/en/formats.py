"""English dates as on our own pages: the day in words, the hour of 24."""

DATETIME_FORMAT = "N j, Y, H:i"
TIME_FORMAT = "H:i"

# What a box shows of a value is one of the ways in which it may be typed (pafso/text/typed_dates.py).
DATE_INPUT_FORMATS = ["%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
