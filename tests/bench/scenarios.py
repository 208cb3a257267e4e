"""What is asked of the platform: each scenario yields whole HTTP requests, ready to send."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.bench.load import Connection

PASSWORD_PAGE = "/en/accounts/login/"
CODE_PAGE = "/en/accounts/login/code/"
RECOVERY_PAGE = "/en/accounts/password/reset/"
SIGNUP_PAGE = "/en/accounts/signup/"
BOUNDARY = "benchbenchbenchbench"
# An address of each kind, another one in each round: with an account, on the roll without one, and never heard of; and the
# last once more, because two halves of the same show how much the machine itself wavers.
KINDS = {
    "known": "known{}@bench.example",
    "on the roll": "roll{}@bench.example",
    "unknown": "never{}@bench.example",
    "again": "neither{}@bench.example",
}
TEN_MEGABYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Scenario:
    """A name, a stream of requests for each connection, and the status of a good answer."""

    name: str
    requests: Callable[[int], Iterator[bytes]]
    expect: int


def get(path: str, cookies: str = "") -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip", "Accept-Language: en"]
    lines += [f"Cookie: {cookies}"] if cookies else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path: str, body: bytes, cookies: str, media_type: str = "application/x-www-form-urlencoded") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]
    lines += [f"Cookie: {cookies}", "Origin: http://127.0.0.1"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def cookies_of(connection: Connection) -> dict[str, str]:
    return dict(re.findall(r"(?im)^set-cookie: ([^=]+)=([^;]*)", connection.head.decode("latin-1")))


def csrf(port: int, page: str) -> str:
    """A visitor's CSRF token, as the cookie holds it (it may be sent back as it is)."""
    connection = Connection(port)
    assert connection.ask(get(page)) == 200
    return cookies_of(connection)["csrftoken"]


def log_in(port: int, email: str, password: str) -> str:
    """A Cookie header of somebody signed in."""
    token = csrf(port, PASSWORD_PAGE)
    connection = Connection(port)
    body = urlencode({"csrfmiddlewaretoken": token, "login": email, "password": password}).encode()
    assert connection.ask(post(PASSWORD_PAGE, body, f"csrftoken={token}")) == 302, connection.body[:2000]
    cookies = {"csrftoken": token, **cookies_of(connection)}
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def repeated(request: bytes) -> Callable[[int], Iterator[bytes]]:
    def requests(_: int) -> Iterator[bytes]:
        while True:
            yield request

    return requests


def searches(words: list[str]) -> Callable[[int], Iterator[bytes]]:
    def requests(number: int) -> Iterator[bytes]:
        while True:
            for word in words[number % 2 :]:
                yield get(f"/en/magazine/search/?{urlencode({'q': word})}")

    return requests


def logins(port: int, email: str, password: str) -> Callable[[int], Iterator[bytes]]:
    token = csrf(port, PASSWORD_PAGE)
    body = urlencode({"csrfmiddlewaretoken": token, "login": email, "password": password}).encode()
    return repeated(post(PASSWORD_PAGE, body, f"csrftoken={token}"))


def uploads(path: str, cookies: str, category: int, picture: bytes) -> Callable[[int], Iterator[bytes]]:
    """10 MB photos for one draft, each in the place of the one before, no two alike: the last bytes, which no decoder looks at, differ."""
    token = re.search(r"csrftoken=([^;]+)", cookies)
    assert token
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()
    media_type = f"multipart/form-data; boundary={BOUNDARY}"

    def requests(_: int) -> Iterator[bytes]:
        while True:
            fields = {
                "csrfmiddlewaretoken": token[1], "tab": "bench", "version": "0", "category": str(category), "title": "Bench",
                "place": "Ottawa", "story": "A story.", "language": "en",
            }  # fmt: skip
            head = "".join(
                f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in fields.items()
            )
            head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\n'
            head += "Content-Type: image/jpeg\r\n\r\n"
            yield post(path, head.encode() + picture + os.urandom(16) + tail, cookies, media_type)

    return requests


def padded(picture: bytes, size: int = TEN_MEGABYTES) -> bytes:
    """PICTURE with trailing bytes up to SIZE, as some cameras leave them."""
    return picture + b"\0" * (size - len(picture) - 16)


def put_on_the_roll(rounds: int) -> None:
    """People with and without an account, one for each question and round, so that no address is asked twice."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from members.models import Member, RollAddress, User

    now, password = timezone.now(), make_password("a password that nobody types")
    for page in (PASSWORD_PAGE, CODE_PAGE, RECOVERY_PAGE, SIGNUP_PAGE):
        marks = [f"{page.count('/')}{len(page)}-{number}" for number in range(rounds)]
        users = User.objects.bulk_create(
            User(email=KINDS["known"].format(mark), name=f"Known {mark}", password=password, last_login=now)
            for mark in marks
        )
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
        )
        members = Member.objects.bulk_create(
            Member(number=f"B{mark}", name=f"On the roll {mark}", sort_name=f"on the roll {mark}") for mark in marks
        )
        RollAddress.objects.bulk_create(
            RollAddress(member=member, email=KINDS["on the roll"].format(mark), verified_at=now)
            for member, mark in zip(members, marks, strict=True)
        )
