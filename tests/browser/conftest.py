"""The platform as `make run` starts it, and a real Chromium that reports every complaint of the page."""

import email
import email.policy
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

from tests import available as reachable
from tests.browser.people import OFFICE, PASSWORD, give_second_step, sign_in, totp
from tests.factories.smtp import free_port

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# What Chromium says of a refusal or a lost connection that a test provoked.
PROVOKED = (
    "Failed to load resource: the server responded with a status of",
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """A running platform with the demonstration in it."""

    address: str
    folder: Path

    def mails(self, to: str) -> list[Any]:
        """What arrived for TO, oldest first."""
        found = []
        for file in sorted((self.folder / "mailbox").glob("*.log"), key=lambda file: file.stat().st_mtime_ns):
            for part in file.read_bytes().split(b"-" * 79):
                message = email.message_from_bytes(part.strip() + b"\n", policy=email.policy.default)
                if message["To"] == to:
                    found.append(message)
        return found

    def mail(self, to: str, *, after: int = 0, seconds: float = 20) -> Any:
        """The newest mail for TO, once more than AFTER have arrived."""
        deadline = time.monotonic() + seconds
        while len(self.mails(to)) <= after:
            assert time.monotonic() < deadline, f"no mail for {to}"
            time.sleep(0.1)
        return self.mails(to)[-1]

    def mail_with(self, to: str, words: str, *, seconds: float = 20) -> Any:
        """The newest mail for TO whose text or subject has WORDS."""
        deadline = time.monotonic() + seconds
        while True:
            for message in reversed(self.mails(to)):
                if words in message["Subject"] or words in text_of(message):
                    return message
            assert time.monotonic() < deadline, f"no mail for {to} with {words}: {self.mails(to)[-1:]}"
            time.sleep(0.1)

    def code(self, to: str, *, after: int = 0) -> str:
        """The short code in the newest mail for TO."""
        text = text_of(self.mail(to, after=after))
        found = re.search(r"^\s*([A-Z0-9]{3,4}[- ]?[A-Z0-9]{3,4})\s*$", text, re.MULTILINE)
        assert found, text
        return found.group(1)


def text_of(message: Any) -> str:
    """A mail as its reader sees it, without HTML."""
    return str(message.get_body(("plain",)).get_content())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Started for the tests; or, with SITE_ADDRESS and SITE_FOLDER, the one that `make run` has going already."""
    if running := os.environ.get("SITE_ADDRESS"):
        yield Site(running, Path(os.environ["SITE_FOLDER"]))
        return
    with started_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@contextmanager
def started_site(folder: Path) -> Iterator[Site]:
    """A platform of its own, with the demonstration, in FOLDER."""
    port = free_port()
    env = {**os.environ, "VAR_DIR": str(folder), "PORT": str(port), "DJANGO_SETTINGS_MODULE": "pafso.settings.dev"}
    env.pop("TEST_DATABASE_URL", None)
    log = folder / "run.log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=settings.BASE_DIR,
            env=env,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", child, log)
        yield Site(address, folder)
    finally:
        child.send_signal(signal.SIGINT)
        assert child.wait(40) == 0, log.read_text()


def wait_for(url: str, child: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 240  # a machine that is busy with other things is no reason to fail
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            assert time.monotonic() < deadline and child.poll() is None, log.read_text()
            time.sleep(0.2)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=reachable.chromium(), args=FLAGS, headless=True)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """``open_page(locale="fr-CA", width=360)``: a page of a new visitor; complaints of any page fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def new(locale: str = "en-CA", width: int = 1280, **options: Any) -> Page:
        options = {"base_url": site.address, "viewport": {"width": width, "height": 900}, **options}
        context = chromium.new_context(locale=locale, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if foreign(request.url) else None)
        page.on("response", lambda answer: complaints.append(f"{answer.status} {answer.url}") if lost(answer) else None)
        return page

    def foreign(url: str) -> bool:
        own = (site.address, site.address.replace("127.0.0.1", "localhost"))
        return not url.startswith((*own, "data:", "blob:", "about:"))

    def lost(answer: Response) -> bool:
        """A page that nobody should have met: an error of ours, or an address that leads nowhere."""
        return answer.status >= 500 or (answer.status == 404 and "/no-such-page/" not in answer.url)

    yield new
    for context in contexts:
        context.close()
    assert [line for line in complaints if not line.startswith(PROVOKED)] == []


def signed_in(chromium: Browser, site: Site, email: str) -> Any:
    """The cookies of EMAIL after a login, for ``open_page(storage_state=…)``."""
    context = chromium.new_context(base_url=site.address, locale="en-CA")
    sign_in(context.new_page(), email)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def office_session(chromium: Browser, site: Site) -> Any:
    """The office, signed in once with both steps: a code of the second step opens the door only once."""
    context = chromium.new_context(base_url=site.address, locale="en-CA")
    desk, mailbox = context.new_page(), context.new_page()
    sign_in(desk, OFFICE)
    if time.time() % 30 > 22:  # a code that would be over before it is typed
        time.sleep(31 - time.time() % 30)
    mailbox.goto("/dev/mailbox/")
    give_second_step(desk, mailbox.locator("p", has_text=OFFICE).locator(".code").inner_text())
    state = context.storage_state()
    context.close()
    return state


SECOND_COLLEAGUE = """
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from members.accounts.actions.accounts import set_up_office
from members.models import User
from pafso.rights import kinds
user = User.objects.create_user("{email}", "{password}", name="Fatou Second", is_staff=True)
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
user.groups.add(set_up_office())
for kind in kinds():
    kind.model._base_manager.create(user=user)
secret = generate_totp_secret()
TOTP.activate(user, secret)
print("secret", secret)
"""


def in_the_database(site: Site, script: str) -> str:
    """Runs SCRIPT beside the running site, in its own process and its database."""
    env = {**os.environ, "VAR_DIR": str(site.folder), "DJANGO_SETTINGS_MODULE": "pafso.settings.dev"}
    env.pop("TEST_DATABASE_URL", None)
    env["PORT"] = site.address.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", script],
        cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def colleague(open_page: Callable[..., Page], site: Site) -> Page:
    """A second person of the office, at their own desk."""
    email = f"{uuid.uuid4().hex[:8]}@example.org"
    found = re.search(r"secret (\w+)", in_the_database(site, SECOND_COLLEAGUE.format(email=email, password=PASSWORD)))
    assert found
    page = open_page()
    sign_in(page, email)
    give_second_step(page, totp(found.group(1)))
    return page
