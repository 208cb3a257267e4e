"""French dates as on our own pages: « 5 avril 2027, 23 h 59 »."""

DATETIME_FORMAT = "j F Y, H\u00a0\\h\u00a0i"
SHORT_DATETIME_FORMAT = "Y-m-d H\u00a0\\h\u00a0i"
SHORT_DATE_FORMAT = "Y-m-d"
TIME_FORMAT = "H\u00a0\\h\u00a0i"
