"""Yes and no to mail: one row for each change, with its proof; a link takes back only what a link has done."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from members.models import Consent, Topic
from members.notifications.actions import say_consents, undo_withdrawal, withdraw_consent
from pafso.audit.models import Entry
from pafso.errors import WrongMove
from tests.factories.people import Cast

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
PAGE, LINK, ONE_CLICK = Consent.Source.PAGE, Consent.Source.LINK, Consent.Source.ONE_CLICK


@pytest.mark.req("R59")
def test_a_choice_is_kept_with_date_source_language_and_words(cast: Cast) -> None:
    with translation.override("fr"):
        rows = say_consents(cast.colleague, {Topic.ISSUES: False}, by=cast.colleague, source=PAGE, now=NOW)

    row = Consent.objects.get()
    assert [one.pk for one in rows] == [row.pk]
    assert (row.user_id, row.topic, row.is_given) == (cast.colleague.pk, "issues", False)
    assert (row.at, row.source, row.language) == (NOW, "page", "fr")
    assert row.wording == "L’APASE peut m’envoyer par courriel\u00a0: Un nouveau numéro de bout de papier"
    entry = Entry.objects.get(verb="consent_withdrawn")
    assert (entry.by_id, entry.changes) == (cast.colleague.pk, {"topic": "issues", "source": "page"})


@pytest.mark.req("R59")
def test_a_row_only_when_something_changed(cast: Cast) -> None:
    for given in (True, True, False, False, True):
        say_consents(cast.officer, {Topic.NEWS: given}, by=cast.officer, source=PAGE)

    assert list(Consent.objects.order_by("id").values_list("is_given", flat=True)) == [True, False, True]
    assert Entry.objects.filter(verb="consent_given").count() == 2
    assert Entry.objects.filter(verb="consent_withdrawn").count() == 1


def test_by_a_link_nobody_is_named_as_the_one_who_did_it(cast: Cast) -> None:
    assert withdraw_consent(cast.officer, "issues", by=None, source=ONE_CLICK) is not None
    assert withdraw_consent(cast.officer, "issues", by=None, source=ONE_CLICK) is None

    entry = Entry.objects.get(verb="consent_withdrawn")
    assert (entry.by_id, entry.changes["source"]) == (None, "one_click")


def test_what_a_link_ended_a_link_takes_back(cast: Cast) -> None:
    withdraw_consent(cast.officer, "issues", by=None, source=LINK)

    undo_withdrawal(cast.officer, "issues")
    undo_withdrawal(cast.officer, "issues")

    assert list(Consent.objects.order_by("id").values_list("is_given", "source")) == [(False, "link"), (True, "link")]


@pytest.mark.parametrize("said", [True, False])
def test_what_was_ended_on_the_page_no_link_takes_back(cast: Cast, said: bool) -> None:
    if said:
        say_consents(cast.officer, {"issues": False}, by=cast.officer, source=PAGE)

    with pytest.raises(WrongMove, match="not turned off by a link"):
        undo_withdrawal(cast.officer, "issues")

    assert not Consent.objects.filter(is_given=True).exists()


def test_a_kind_of_mail_that_does_not_exist_is_an_error_of_ours(cast: Cast) -> None:
    with pytest.raises(ValueError, match="receipts"):
        withdraw_consent(cast.officer, "receipts", by=None, source=LINK)
