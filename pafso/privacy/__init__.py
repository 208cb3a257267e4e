"""Personal data: what each app has of a person, shown to that person, copied for them, and erased when the account closes."""
