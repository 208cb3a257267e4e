"""English dates as on our own pages: the day in words, the hour of 24."""

DATETIME_FORMAT = "N j, Y, H:i"
TIME_FORMAT = "H:i"
