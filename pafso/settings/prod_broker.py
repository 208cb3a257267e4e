"""How long production waits for Redis, as a broker."""

from .env import env

OPTIONS = {
    # Longer than the longest task, or a running one is handed to a second worker.
    "visibility_timeout": env.int("VISIBILITY_TIMEOUT", default=3600),
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 3,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 30,
    "max_retries": 1,
}
