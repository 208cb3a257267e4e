"""nginx with deploy/nginx.conf as it is shipped, but for certificate, names, ports and folders, which are this machine's."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from tests import available
from tests.factories.smtp import free_port
from tests.services.stack import PATIENCE, wait_until
from tests.services.web import is_listening

AROUND = """
worker_processes 1; daemon off; {user} pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
    # Which press came in whole when, by the very value that the web was told: a map is asked once for each request.
    map $msec $had_whole {{ default $msec; }}
    log_format instants '$arg_press $had_whole $status';
    client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/proxied; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {shipped}
}}
"""


def shipped_for(folder: Path, *, port: int, web: int) -> str:
    """The shipped file with TLS taken off: people speak plain HTTP to PORT here; gunicorn is at WEB."""
    text = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    changes = {
        r"listen 80;": f"listen 127.0.0.1:{free_port()};",
        r"listen 443 ssl;\s*http2 on;": f"listen 127.0.0.1:{port} default_server;",
        r"ssl_certificate(_key)? .*;": "",
        r"server 127\.0\.0\.1:8000;": f"server 127.0.0.1:{web};",
        r"/var/log/nginx/": f"{folder}/",
        r"X-Forwarded-Proto \$scheme": "X-Forwarded-Proto https",
        r"X-Received-At \$msec": "X-Received-At $had_whole",
        r"(client_max_body_size)": rf"access_log {folder}/instants.log instants; \1",
        r"/srv/pafso/(var|private)": str(folder),
    }
    for pattern, instead in changes.items():
        text, found = re.subn(pattern, instead, text)
        assert found, pattern
    return text


@contextmanager
def serving_nginx(folder: Path, web: int) -> Iterator[int]:
    """The port at which it listens, in front of the gunicorn at WEB."""
    port, config = free_port(), folder / "nginx.conf"
    user = "user root;" if folder.owner() == "root" else ""
    config.write_text(AROUND.format(folder=folder, user=user, shipped=shipped_for(folder, port=port, web=web)))
    child = subprocess.Popen([available.nginx(), "-p", str(folder), "-c", str(config)])
    try:
        wait_until(lambda: is_listening(port), what="nginx listens")
        yield port
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(PATIENCE)
        print((folder / "nginx-error.log").read_text()[-4000:])


def instants(folder: Path) -> dict[str, tuple[datetime, int]]:
    """By the number of each press (``?press=7``): the instant at which nginx had it whole, and the status that it gave back."""
    lines = (line.split() for line in (folder / "instants.log").read_text().splitlines())
    return {press: (datetime.fromtimestamp(float(at), UTC), int(status)) for press, at, status in lines if press != "-"}
