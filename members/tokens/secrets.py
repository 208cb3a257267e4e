"""What a token looks like, and what is kept of it."""

import hashlib
import secrets

# By this a token is recognized in a log or a repository where it should not be, and told from an app's session.
PREFIX = "pafso_"
RANDOM_BYTES = 32


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(RANDOM_BYTES)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
