"""The web server: the code is loaded once and shared by all workers; threads, so that a slow upload keeps nobody waiting."""

import gc
import os
import signal
import sys
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "pafso.web.gunicorn_worker.Worker"  # gthread, which notes when a request came
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 120
graceful_timeout = 30
# Longer than nginx keeps a connection (1 s, deploy/nginx.conf), which must be the one to close it: a POST sent into one that
# we just closed is lost, and nginx repeats none.
keepalive = 75
# Workers are renewed, so that memory does not creep; far apart, and never two at once (the worker takes turns).
max_requests = 2000
max_requests_jitter = 1000
preload_app = True
# A second way in, in a home that the unit may not write to.
control_socket_disable = True
accesslog = None  # nginx keeps it; a path may hold a link that lets somebody act
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")

# While the code loads nothing is worth collecting; what is loaded stays, so the workers' collectors leave its pages shared.
gc.disable()


def on_reload(server: Any) -> None:
    """The master becomes a new one in place (same process, same socket): only so does a reload bring the new release.

    The workers of before answer until the new code is loaded. A second HUP waits until then; it would end a process
    that has no handler for it yet.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])
    os.environ["GUNICORN_PID"] = str(os.getpid())
    os.environ["GUNICORN_FD"] = ",".join(str(listener.fileno()) for listener in server.LISTENERS)
    os.environ["FORMER_WORKERS"] = " ".join(str(pid) for pid in server.WORKERS)
    os.chdir(server.START_CTX["cwd"])
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606  (no shell is wanted)


def when_ready(server: Any) -> None:
    """Loaded: the new workers come at once, and those of before finish what they have begun."""
    gc.freeze()
    for pid in os.environ.pop("FORMER_WORKERS", "").split():
        os.kill(int(pid), signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGHUP])


def post_fork(server: Any, worker: Any) -> None:
    gc.enable()


def worker_exit(server: Any, worker: Any) -> None:
    """A former worker has no master that would end it: whoever hangs after the graceful time ends itself."""
    if worker.pid == os.getpid():
        signal.alarm(timeout)
