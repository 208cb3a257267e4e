"""Proof of membership: made by a member, checked by whoever has its code."""
