"""People who are signed in and hand a nomination in, with plain HTTP and a clock in hand."""

import http.client
import time
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from awards.models import Cycle, Nomination
from tests.factories.awards import make_draft
from tests.factories.people import make_user
from tests.services.web import HOST


@dataclass
class Pressed:
    """One press: when the last byte left, and what came back."""

    code: str
    sent_at: datetime
    status: int


@dataclass
class Desk:
    """Somebody who is signed in, with a nomination to hand in."""

    nomination: Nomination
    cookies: dict[str, str]

    def press(self, port: int, *, number: int = 0, pieces: int = 2, pause: float = 0.0, **headers: str) -> Pressed:
        """The body goes in PIECES, PAUSE seconds after one another, as over a slow line."""
        token = self.cookies["__Host-csrftoken"]
        body = f"csrfmiddlewaretoken={token}&shown={self.nomination.as_shown()}".encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=100)
        path = f"/en/awards/nominations/{self.nomination.code}/submission/?press={number}"
        line.putrequest("POST", path, skip_host=True)
        usual = {"Host": HOST, "Referer": f"https://{HOST}/", "Cookie": cookies, "X-Forwarded-Proto": "https"}
        usual |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        for name, value in (usual | headers).items():
            line.putheader(name, value)
        size = -(-len(body) // pieces)
        line.endheaders(body[:size])
        for at in range(size, len(body), size):
            time.sleep(pause)
            sent_at = timezone.now()
            line.send(body[at : at + size])
        status = line.getresponse().status
        line.close()
        return Pressed(self.nomination.code, sent_at, status)


def make_desks(cycle: Cycle, count: int, *, first: int = 0) -> list[Desk]:
    return [_make_desk(cycle, number) for number in range(first, first + count)]


def _make_desk(cycle: Cycle, number: int) -> Desk:
    user = make_user(f"Person {number}", f"p{number}@example.org")
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid" if "sessionid" in client.cookies else "__Host-sessionid"].value
    return Desk(make_draft(cycle, user), {"__Host-sessionid": session, "__Host-csrftoken": "a" * 32})


def need_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the web of production is on PostgreSQL: TEST_DATABASE_URL names another database")
