"""Forms by the noun that they are about."""
