"""How often a program may ask."""

from rest_framework import throttling


class AnonymousThrottle(throttling.AnonRateThrottle):
    """Per network address, for strangers."""


class PersonThrottle(throttling.UserRateThrottle):
    """Per account."""
