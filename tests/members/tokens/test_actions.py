"""Tokens: made once, told, written into the trail, ended; never a word of the secret anywhere."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.serializers import serialize
from django.utils import timezone

from members.accounts.actions.accounts import rights_of, settle_rights, take_off_factors
from members.beat import clear_expired
from members.models import Token
from members.privacy.erasure import erase
from members.receivers import on_logged_out, on_password_changed, on_password_reset
from members.tokens.actions import MOST, end_token, forget_tokens
from pafso.audit.models import Entry
from pafso.clock import ottawa_day
from pafso.errors import Refused
from pafso.mail.models import Mail
from tests.factories.people import Cast
from tests.factories.tokens import make

DAY = timedelta(days=1)


@pytest.mark.req("R19", "R54")
def test_a_token_is_made_told_and_kept_as_a_digest(cast: Cast) -> None:
    token, secret = make(cast.officer, ["members:read"], name="Calendar at home")

    assert (token.user, token.scopes, token.last_day) == (cast.officer, ["members:read"], ottawa_day())
    assert secret.startswith("pafso_") and len(secret) == len("pafso_") + 43  # 256 bits
    assert token.ending == secret[-4:]
    entry = Entry.objects.get(verb="token_made")
    assert (entry.by, entry.subject_id) == (cast.officer, str(cast.officer.pk))
    assert entry.changes == {
        "token": token.pk,
        "scopes": ["members:read"],
        "last_day": ottawa_day().isoformat(),
    }
    mail = Mail.objects.get(event="members/token_made")
    assert (mail.to, mail.language) == ("alix@example.org", "en")
    assert "Calendar at home" in mail.text and "/en/account/tokens/" in mail.text
    everything = serialize("json", [*Token.objects.all(), *Entry.objects.all(), *Mail.objects.all()])
    assert secret not in everything and secret.removeprefix("pafso_") not in everything


@pytest.mark.req("R60")
def test_the_mail_is_in_the_persons_language(cast: Cast) -> None:
    make(cast.colleague)

    mail = Mail.objects.get(event="members/token_made")
    assert mail.subject == "Un jeton d’API a été créé dans votre compte"
    assert "valide jusqu’au" in mail.text


@pytest.mark.req("R41")
def test_one_press_makes_one_token(cast: Cast) -> None:
    press = uuid.uuid4()
    first, secret = make(cast.officer, form_token=press)
    again, nothing = make(cast.officer, form_token=press)

    assert (again, nothing, bool(secret)) == (first, "", True)
    assert (
        Entry.objects.filter(verb="token_made").count() == Mail.objects.filter(event="members/token_made").count() == 1
    )


@pytest.mark.parametrize(
    ("days", "scopes", "code"),
    [(-1, ["members:read"], "last_day"), (366, ["members:read"], "last_day"), (1, [], "scopes")],
)
def test_what_is_refused_makes_nothing(cast: Cast, days: int, scopes: list[str], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        make(cast.officer, scopes, last_day=ottawa_day() + timedelta(days=days))

    assert refusal.value.code == code
    assert not Token.objects.exists() and not Entry.objects.exists() and not Mail.objects.exists()


def test_a_year_is_the_longest(cast: Cast) -> None:
    assert make(cast.officer, last_day=ottawa_day() + timedelta(days=365))[0].is_standing()


def test_twenty_stand_at_most(cast: Cast) -> None:
    for _ in range(MOST):
        token, _secret = make(cast.officer)
    with pytest.raises(Refused) as refusal:
        make(cast.officer)
    end_token(token, by=cast.officer)

    assert refusal.value.code == "too_many_tokens"
    assert make(cast.officer)[1] and make(cast.colleague)[1]


def test_a_token_is_ended_once(cast: Cast) -> None:
    token, _ = make(cast.officer)
    now = timezone.now()

    ended = end_token(token, by=cast.officer, now=now)
    again = end_token(token, by=cast.officer, now=now + DAY)

    assert ended.ended_at == again.ended_at == now
    entry = Entry.objects.get(verb="token_ended")
    assert (entry.by, entry.changes) == (cast.officer, {"token": token.pk})


def closes(cast: Cast) -> None:
    erase(cast.officer, timezone.now())


def loses_rights(cast: Cast) -> None:
    before = rights_of(cast.officer)
    cast.officer.is_active = False
    cast.officer.save()
    settle_rights(cast.officer, before, by=cast.staff)


def loses_factors(cast: Cast) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=cast.officer, type="totp", data={})
    take_off_factors(cast.officer, by=cast.staff)


@pytest.mark.req("R09")
@pytest.mark.parametrize(
    "happens",
    [
        closes,
        loses_rights,
        loses_factors,
        lambda cast: on_password_changed(cast.officer),
        lambda cast: on_password_reset(cast.officer),
    ],
)
def test_tokens_end_with_what_they_rest_on(cast: Cast, happens: Callable[[Cast], None]) -> None:
    make(cast.officer)
    theirs, _ = make(cast.colleague)

    happens(cast)

    assert not Token.objects.filter(user=cast.officer).standing().exists()
    theirs.refresh_from_db()
    assert theirs.is_standing()


def test_logging_out_ends_sessions_and_no_token(cast: Cast, rf: Any) -> None:
    token, _ = make(cast.officer)

    on_logged_out(rf.get("/"), cast.officer)

    token.refresh_from_db()
    assert token.is_standing()


def test_old_tokens_are_forgotten_after_ninety_days(cast: Cast) -> None:
    ended, _ = make(cast.officer)
    now = timezone.now()
    end_token(ended, by=cast.officer, now=now)
    stands, _ = make(cast.officer, last_day=ottawa_day() + 200 * DAY)

    assert forget_tokens(now + 90 * DAY) == 0
    assert forget_tokens(now + 91 * DAY) == 1
    assert Token.objects.get() == stands
    Token.objects.update(last_day=ottawa_day() - 91 * DAY)
    clear_expired()
    assert not Token.objects.exists()
