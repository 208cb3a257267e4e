"""One function for each mail, by the noun that it is about."""
