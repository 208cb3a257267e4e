"""An account from nothing: created, opened, its password changed and forgotten, its devices seen, its second step set up."""

import re
import time
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.people import give_second_step, log_out, sign_in, totp

Open = Callable[..., Page]
FIRST, SECOND, THIRD = "quatorze canards sur le lac", "trois loutres sous la glace", "huit hirondelles au grenier"
INSIDE = re.compile("/en/account/$")


def create_account(page: Page, site: Site) -> str:
    """Signs a new person up and in; returns the address."""
    email = f"{uuid.uuid4().hex[:10]}@example.org"
    page.goto("/en/accounts/signup/")
    main = page.get_by_role("main")
    main.get_by_label("Name").fill("Noor Castonguay")
    main.get_by_label("Email").fill(email)
    main.get_by_label("Password", exact=True).fill(FIRST)
    main.get_by_label("English").check()
    main.get_by_role("button", name="Create account").click()
    type_code(page, site.code(email))
    expect(page).to_have_url(INSIDE)
    return email


def type_code(page: Page, code: str) -> None:
    page.get_by_role("main").get_by_label("Code").fill(code)
    page.get_by_role("main").get_by_role("button", name="Continue").click()


def choose_password(page: Page, password: str) -> None:
    for field in page.get_by_label(re.compile("^New password", re.IGNORECASE)).all():
        field.fill(password)


def go_to(page: Page, link: str, address: str) -> None:
    """Follows a link to a page that may ask for the password once more."""
    page.get_by_role("link", name=link).click()
    page.wait_for_url(re.compile(f"reauthenticate|{address}"))
    if "reauthenticate" in page.url:
        page.get_by_role("main").get_by_label("Password", exact=True).fill(FIRST)
        page.get_by_role("button", name="Continue").click()


@pytest.mark.req("R09", "R60")
def test_created_with_a_code_then_the_password_is_changed(open_page: Open, site: Site) -> None:
    page = open_page()
    email = create_account(page, site)

    page.get_by_role("link", name="Password", exact=True).click()
    page.get_by_label("Current password").fill(FIRST)
    choose_password(page, SECOND)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    site.mail_with(email, "password")
    page.get_by_role("main").get_by_label("Email").fill(email)
    page.get_by_role("main").get_by_label("Password", exact=True).fill(FIRST)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    sign_in(page, email, SECOND, go=False)

    expect(page).to_have_url(INSIDE)
    log_out(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Hello, Noor")).to_have_count(0)


@pytest.mark.req("R05", "R08")
def test_forgotten_details_with_the_code_read_on_another_device(open_page: Open, site: Site) -> None:
    page, phone, stranger = open_page(), open_page(width=360), open_page()
    email = create_account(page, site)
    log_out(page)

    unknown = f"{uuid.uuid4().hex[:10]}@example.org"
    for visitor, address in ((page, email), (stranger, unknown)):
        visitor.goto("/en/")
        visitor.get_by_role("main").get_by_role("link", name="Forgot your password?").click()
        visitor.get_by_role("main").get_by_label("Email").fill(address)
        visitor.get_by_role("button", name="Send me a code").click()
        expect(visitor.get_by_role("main").get_by_label("Code")).to_be_visible()
    shown = [one.get_by_role("main").inner_text() for one in (page, stranger)]
    site.mail_with(email, "to choose a new password")
    phone.goto("/dev/mailbox/")
    phone.get_by_role("listitem").filter(has_text=email).first.get_by_role("link").click()
    code = re.search(r"^\s*([A-Z0-9]{6})\s*$", phone.get_by_role("main").inner_text(), re.MULTILINE)

    assert shown[0].replace(email, "…") == shown[1].replace(unknown, "…")
    assert code
    type_code(page, code.group(1).lower())
    expect(page.get_by_role("button", name="Save this password")).to_be_visible()
    choose_password(page, THIRD)
    page.get_by_role("button", name="Save this password").click()
    expect(page).to_have_url(INSIDE)
    sign_in(phone, email, THIRD)
    expect(phone).to_have_url(INSIDE)


@pytest.mark.req("R11")
def test_devices_are_listed_and_one_is_ended(open_page: Open, site: Site) -> None:
    here, there = open_page(), open_page()
    email = create_account(here, site)
    sign_in(there, email, FIRST)

    here.goto("/en/account/")
    here.get_by_role("link", name="My devices and sessions").click()
    listed = here.get_by_role("region", name="Where you are logged in").get_by_role("listitem")
    expect(listed).to_have_count(2)
    expect(here.get_by_role("region", name="Recognized devices").get_by_role("listitem")).to_have_count(2)
    here.get_by_role("button", name="End it").click()

    expect(listed).to_have_count(1)
    there.goto("/en/account/")
    expect(there).to_have_url(re.compile("/accounts/login/"))
    here.reload()
    expect(here.get_by_role("heading", level=1)).to_have_text("My devices and sessions")


@pytest.mark.req("R12")
def test_an_address_is_added_proven_and_made_the_main_one(open_page: Open, site: Site) -> None:
    page = open_page(width=360)
    first, second = create_account(page, site), f"{uuid.uuid4().hex[:10]}@example.org"
    addresses = page.get_by_role("main").get_by_role("listitem")

    page.goto("/en/accounts/email/")
    page.get_by_label("Email").fill(second)
    page.get_by_role("button", name="Send a code to it").click()
    type_code(page, site.code(second))
    expect(addresses.filter(has_text=second)).to_contain_text("Confirmed")
    page.get_by_role("button", name="Make it primary").click()

    expect(addresses.filter(has_text=second)).to_contain_text("Primary email")
    expect(addresses.filter(has_text=first)).to_contain_text("Confirmed")
    site.mail_with(first, "now opens your account too")
    site.mail_with(first, "Our emails now go to")
    log_out(page)
    sign_in(page, second, FIRST)
    expect(page).to_have_url(INSIDE)


@pytest.mark.req("R06")
def test_an_authenticator_app_and_its_recovery_codes(open_page: Open, site: Site) -> None:
    page = open_page()
    email = create_account(page, site)

    page.get_by_role("link", name="Two-step verification").click()
    go_to(page, "Set up the app", "totp/activate")
    secret = "".join(page.get_by_role("main").locator("code").inner_text().split())
    used = totp(secret)
    page.get_by_role("main").get_by_label(re.compile("code", re.IGNORECASE)).last.fill(used)
    page.get_by_role("button", name="Use this app from now on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    recovery = page.get_by_role("main").locator("ol .code").all_inner_texts()
    assert len(set(recovery)) == 10
    for times in ("once", "twice"):
        log_out(page)
        sign_in(page, email, FIRST)
        page.get_by_role("main").get_by_label(re.compile("code", re.IGNORECASE)).fill(recovery[3])
        page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
        if times == "once":
            expect(page).to_have_url(INSIDE)
    expect(page.get_by_role("alert")).to_be_visible()
    give_second_step(page, next_code(secret, used))


def next_code(secret: str, used: str) -> str:
    """The app's code of the first half minute that is not the one in which USED was typed."""
    while (code := totp(secret)) == used:
        time.sleep(0.5)
    return code


def test_a_passkey_opens_the_account_alone(open_page: Open, site: Site) -> None:
    page = open_page(base_url=site.address.replace("127.0.0.1", "localhost"))
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    qualities = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True, **qualities}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    create_account(page, site)

    page.get_by_role("link", name="Two-step verification").click()
    go_to(page, "Add a passkey", "webauthn/add")
    page.get_by_label("Name").fill("Telephone of the evening")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Add a passkey")
    log_out(page)
    page.goto("/en/accounts/login/")
    page.get_by_role("button", name="Log in with a passkey").click()

    expect(page).to_have_url(INSIDE)
