"""Background work of the awards, room by room; Celery finds it here."""
