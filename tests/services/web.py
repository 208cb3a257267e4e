"""The web as a process of its own, with the settings and the server of production, and a visitor who speaks HTTP to it."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.factories.smtp import free_port
from tests.services.stack import PATIENCE, wait_until

HOST = "testserver"
# Which release answers: rewritten by a test that updates the code under a running server.
RELEASE = """
from pafso.wsgi import application as site


def application(environ, start_response):
    def start(status, headers, exc_info=None):
        return start_response(status, [*headers, ("X-Release", "{number}")], exc_info)

    return site(environ, start)
"""
UNSEEN = ["-i", "admin", "-i", "rest_framework"]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    seconds: float


class Visitor:
    """A browser without pictures: cookies, form tokens, one connection a request."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"", {})

    def post(self, path: str, *, on: str = "", **fields: Any) -> Answer:
        """Opens the page ON which the form stands (at its own address), as people do, and sends its tokens along."""
        page = self.get(on or path)
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|opening|form_token)" value="([^"]+)"', page.text))
        body = encode_multipart(BOUNDARY, {**hidden, **fields})
        answer = self._ask("POST", path, body, {"Content-Type": MULTIPART_CONTENT})
        return Answer(answer.status, answer.headers, answer.text, answer.seconds + page.seconds)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"Host": HOST, "Referer": f"https://{HOST}/", "X-Forwarded-Proto": "https", "Cookie": cookies}
        began = time.monotonic()
        try:
            connection.request(method, path, body, {**given, **headers})
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        self._remember(response.headers.get_all("Set-Cookie") or [])
        return Answer(response.status, dict(response.headers), text, time.monotonic() - began)

    def _remember(self, lines: list[str]) -> None:
        for line in lines:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Web:
    """gunicorn with deploy/gunicorn.conf.py."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.port, self.log = folder, free_port(), folder / "web.log"
        self.env = {
            **env,
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": "2",
            "STATIC_DIR": str(folder / "static"),
        }
        self.release(1)
        self._run("manage.py", "collectstatic", "--no-input", "-v0", *UNSEEN)
        command = [
            "-m",
            "gunicorn",
            "-c",
            "deploy/gunicorn.conf.py",
            "--pythonpath",
            str(folder),
            "release:application",
        ]
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                [sys.executable, *command], env=self.env, stdout=log, stderr=log, cwd=settings.BASE_DIR
            )

    def release(self, number: int) -> None:
        (self.folder / "release.py").write_text(RELEASE.format(number=number))

    def visitor(self) -> Visitor:
        return Visitor(self.port)

    def reload(self) -> None:
        """As `systemctl reload pafso-web` does it."""
        self.child.send_signal(signal.SIGHUP)

    def is_up(self) -> bool:
        return is_listening(self.port)

    def stop(self) -> None:
        self.child.terminate()
        self.child.wait(PATIENCE)

    def _run(self, *command: str) -> None:
        subprocess.run([sys.executable, *command], env=self.env, cwd=settings.BASE_DIR, check=True)


@contextmanager
def serving_web(folder: Path, env: dict[str, str]) -> Iterator[Web]:
    web = Web(folder, env)
    try:
        wait_until(web.is_up, what="the web listens")
        for _ in range(8):  # each process loads its code and its pages when first asked
            web.visitor().get("/en/accounts/login/")
        yield web
    finally:
        web.stop()
        print(web.log.read_text()[-6000:])
