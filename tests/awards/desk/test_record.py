"""One nomination on one page: whose and where it stands first, then the case, the letters, the roll, what can be done, what was done."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from awards.desk.dossier import dossier_of
from awards.models import Cycle, Letter, Nomination
from awards.nominations import actions
from pafso.clock import OTTAWA
from tests.factories.awards import CASE_CANARY, LETTER_CANARY, make_cycle, make_submitted
from tests.factories.people import Cast


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


def opened(client: Client, nomination: Nomination) -> str:
    return client.get(reverse("admin:awards_nomination_change", args=[nomination.pk])).content.decode()


def part(page: str, field: str) -> str:
    """What is shown under the name of FIELD."""
    return " ".join(
        strip_tags(page.split(f'field-{field}"')[1].split('class="readonly">')[1].split("</div>")[0]).split()
    )


def test_the_parts_stand_in_the_order_of_the_work(office: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    page = opened(office, nomination)

    places = [page.index(words) for words in (
        f"<h1><bdi>Narwhalia Jones</bdi> – {nomination.code}</h1>", "Where it stands</h2>", "The nomination is complete.",
        "The nominee</h2>", "Position:", "The case</h2>", CASE_CANARY, "Letters</h2>", "2 of 2 · 2 count", "The roll</h2>",
        'id="verbs"', "/disqualification/", "/history/", "What was done</h2>", "Nomination submitted",
    )]  # fmt: skip
    assert places == sorted(places)
    assert LETTER_CANARY not in page


def test_the_page_names_the_zone_and_invents_no_hour_of_what_came_on_paper(office: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    noon = datetime(2027, 3, 3, 12, tzinfo=OTTAWA)
    Nomination.objects.filter(pk=nomination.pk).update(submitted_at=noon)
    typed = part(opened(office, nomination), "received")
    Nomination.objects.filter(pk=nomination.pk).update(on_paper=True)

    assert (typed, part(opened(office, nomination), "received")) == ("March 3, 2027, 12:00 (EST)", "March 3, 2027")


def test_the_dossier_and_the_list_invent_no_hour_either(office: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    noon = datetime(2027, 3, 3, 12, tzinfo=OTTAWA)
    Nomination.objects.filter(pk=nomination.pk).update(submitted_at=noon, on_paper=True)
    on_paper, by_link = nomination.letters.order_by("pk")
    Letter.objects.filter(pk__in=[on_paper.pk, by_link.pk]).update(sent_at=noon)
    Letter.objects.filter(pk=on_paper.pk).update(on_paper=True)

    nomination = Nomination.objects.filter(pk=nomination.pk).with_cycle().get()
    words = dossier_of(nomination, asked_by="", digest="").words
    listed = office.get(reverse("admin:awards_nomination_changelist")).text

    parts = [words, *words["letters"]]  # type: ignore[misc]
    said = [dict(part["facts"])["Received"] for part in parts]  # type: ignore[index]
    assert said == ["March 3, 2027", "March 3, 2027", "March 3, 2027, 12:00 (EST)"]
    assert strip_tags(listed.split('class="field-received')[1].split(">", 1)[1].split("</td>")[0]) == "March 3, 2027"


def test_what_is_missing_is_said_sentence_by_sentence(office: Client, cast: Cast) -> None:
    cycle = make_cycle()
    Cycle.objects.filter(pk=cycle.pk).update(nominee_rule="member")
    nomination = make_submitted(cycle, cast.officer)
    one, other = nomination.letters.order_by("pk")
    Letter.objects.filter(pk=one.pk).update(state="invited", sent_at=None)
    Letter.objects.filter(pk=other.pk).update(
        state="declined", declined_at=timezone.now().replace(year=2027, month=4, day=1, hour=16, minute=5), sent_at=None
    )

    page = opened(office, nomination)

    assert part(page, "missing") == "2 more letters that count.The nominee is not matched to the roll."
    assert part(page, "letters_declined") == "Supportina Quill (April 1, 2027, 12:05 (EDT))"
    assert part(page, "letters_in") == "Incomplete0 of 2 · 0 count"


def test_the_last_acts_are_those_of_the_trail(office: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    actions.disqualify_nomination(nomination, by=cast.staff, reason="Not a member.")

    said = part(opened(office, nomination), "history")

    assert "Nomination set aside (Dominique Roy)" in said
    assert said.index("Nomination set aside") < said.index("Nomination submitted (Alix Tremblay-Okafor)")


@pytest.mark.req("R60")
def test_it_reads_french(office: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    office.cookies["pafso_language"] = "fr"

    page = opened(office, nomination)

    for words in (
        "Où elle en est",
        "La candidature est complète.",
        "Ce que vous pouvez faire",
        "Poste\u00a0:",
        "Toutes les candidatures de cette édition",
    ):
        assert words in page
    assert "What you can do" not in page and "Rang d’affichage" not in page


@pytest.mark.req("R15")
def test_a_namesake_is_asked_before_anything_of_it_is_shown(client: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer, nominee_name=cast.staff.name, nominee_email="")
    client.force_login(cast.staff)

    answer: Any = client.get(reverse("admin:awards_nomination_change", args=[nomination.pk]))

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/same_name/")
