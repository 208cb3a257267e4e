"""The web server: threads, so that a slow upload keeps nobody waiting; workers are renewed, so that memory does not creep."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 120
graceful_timeout = 30
max_requests = 2000
max_requests_jitter = 200
# Each process loads the code itself: only so does a reload bring a new release, and it takes no more memory.
preload_app = False
# A second way in, in a home that the unit may not write to.
control_socket_disable = True
accesslog = None  # nginx keeps it; a path may hold a link that lets somebody act
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
