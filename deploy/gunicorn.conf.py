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
preload_app = True
accesslog = None  # nginx keeps it; a path may hold a link that lets somebody act
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
