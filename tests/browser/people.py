"""The people of the demonstration at the keyboard, and what each of them does on many pages."""

import base64
import hashlib
import hmac
import re
import struct
import time

from playwright.sync_api import Page, expect

PASSWORD = "neige sur le canal Rideau"
ALIX, BENOIT, YASMINE = "alix@example.org", "benoit@example.org", "yasmine@example.org"
THOMAS, MEILIN, MARGARET = "thomas@example.org", "meilin@example.org", "margaret@example.org"
OFFICE = "office@example.org"
WORDS = {
    "en": {"email": "Email", "password": "Password", "in": "Log in", "out": "Log out"},
    "fr": {"email": "Courriel", "password": "Mot de passe", "in": "Se connecter", "out": "Se déconnecter"},
}


def sign_in(page: Page, email: str, password: str = PASSWORD, *, language: str = "en", go: bool = True) -> None:
    """Through the login page; with go=False from the one that is already open."""
    if go:
        page.goto(f"/{language}/accounts/login/")
    words, main = WORDS[language], page.get_by_role("main")
    main.get_by_label(words["email"]).fill(email)
    main.get_by_label(words["password"], exact=True).fill(password)
    main.get_by_role("button", name=words["in"], exact=True).click()
    expect(page).not_to_have_url(re.compile("/accounts/login/"))


def log_out(page: Page, language: str = "en") -> None:
    page.get_by_role("banner").get_by_role("button", name=WORDS[language]["out"]).click()
    expect(page.get_by_role("banner").get_by_role("link", name=WORDS[language]["in"])).to_be_visible()


def give_second_step(page: Page, code: str) -> None:
    """On the page to which a login with the password has led."""
    page.get_by_role("main").get_by_label(re.compile("code", re.IGNORECASE)).fill(code)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    expect(page).to_have_url(re.compile("/en/account/$"))


def totp(secret: str) -> str:
    """The six figures of this half minute (RFC 6238 over RFC 4226, SHA-1)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
