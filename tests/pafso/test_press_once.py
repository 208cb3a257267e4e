"""A form that is sent again with other words is told so, and is never answered with the first receipt."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from awards.models import Letter
from members.models import Token
from members.tokens.actions import make_token
from pafso.mail.models import Mail
from pafso.press_once import SentOtherwise
from tests.factories.awards import make_cycle, make_draft
from tests.factories.people import Cast


@pytest.mark.req("R41")
def test_a_supporter_asked_for_with_other_words_is_not_the_first_one(cast: Cast, client: Client) -> None:
    nomination = make_draft(make_cycle(), cast.officer)
    client.force_login(cast.officer)
    page = f"/en/awards/nominations/{nomination.code}/letters/"
    first = {"name": "Ada Roy", "email": "ada@example.org", "language": "en", "form_token": str(uuid.uuid4())}

    answers = [
        client.post(page, form) for form in (first, first, {**first, "email": "eve@example.org", "name": "Eve Li"})
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 409]
    said = answers[2].content.decode()
    assert "What was kept: Ada Roy · ada@example.org · English." in said
    assert 'value="Eve Li"' in said and 'value="eve@example.org"' in said
    assert list(Letter.objects.values_list("email", flat=True)) == ["ada@example.org"]
    assert not Mail.objects.filter(to="eve@example.org").exists()


@pytest.mark.req("R41")
def test_a_token_of_other_rights_is_not_the_first_one(cast: Cast) -> None:
    press, day = uuid.uuid4(), (timezone.now() + timedelta(days=9)).date()

    def make(**words: object) -> tuple[Token, str]:
        asked = {"name": "Script", "scopes": ["members:read"], "last_day": day, **words}
        return make_token(cast.officer, by=cast.officer, form_token=press, **asked)  # type: ignore[arg-type]

    first, _secret = make()

    assert make() == (first, "")
    for words in ({"name": "Another"}, {"last_day": day + timedelta(days=1)}):
        with pytest.raises(SentOtherwise, match="was already sent"):
            make(**words)
    assert Token.objects.count() == 1
