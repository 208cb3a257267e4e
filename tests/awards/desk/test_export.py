"""The table of a cycle as a file: for whoever looks after the award, audited, without a word of a case or a letter."""

import csv
import time
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from awards.desk.actions import export_nominations
from awards.desk.rows import names, rows_of
from awards.models import AwardRight, Cycle, Nomination, NominationDeclaration
from members.models import User
from pafso.clock import ottawa_day
from pafso.conflicts import say_not_me
from pafso.errors import NotEligible
from tests.awards.traces import traces
from tests.factories.awards import CASE_CANARY, LETTER_CANARY, make_award, make_cycle, make_draft, make_submitted
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing


def prove(client: Client, *, ago: float = 0.0) -> None:
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time() - ago, "reauthenticated": True}
    ]
    session.save()


@pytest.fixture
def clerk(cast: Cast, client: Client) -> User:
    clerk = make_clerk()
    client.force_login(clerk)
    prove(client)
    return clerk


def ask(client: Client, cycle: Cycle, kind: str = "csv") -> Any:
    return client.post(reverse("admin:awards_nomination_export", args=[cycle.pk]), {"kind": kind})


def whole(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def text_of(answer: Any) -> str:
    return whole(answer).decode()


def lines(answer: Any, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text_of(answer).removeprefix("\ufeff")), delimiter=delimiter))


def test_the_file_has_what_the_table_has(client: Client, cast: Cast, clerk: User) -> None:
    cycle = make_cycle()
    nomination = make_submitted(cycle, cast.officer, nominee_name="=Sum(Élodie)")
    make_draft(cycle, cast.colleague, nominee_name="Draftina")
    make_submitted(make_cycle(make_award("other")), cast.officer, nominee_name="Elsewhere")

    with traces() as left:
        answer = ask(client, cycle)
    (row,) = lines(answer)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="pafso-awards-2027.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert row == {
        "Code": nomination.code, "State": "Received", "Nominee": "'=Sum(Élodie)", "Kind of nominee": "One person",
        "Nominator": "Alix Tremblay-Okafor", "Language of the case": "English",
        "Received on": ottawa_day(nomination.submitted_at).isoformat(),
        "Letters needed": "2", "Letters received": "2", "Letters that count": "2", "Complete": "Yes",
        "Eligible": "Eligible", "Reason": "Anyone may receive this award.", "Matched on the roll": "", "Served with the nominee": "Not matched", "Returned until": "", "On paper": "No",
        "Later deadline": "",
    }  # fmt: skip
    assert left.audit == [("nominations_exported", "PAFSO Awards 2027", "Camille Bureau")]


def test_no_case_and_no_letter_leaves_with_it(client: Client, cast: Cast, clerk: User) -> None:
    cycle = make_cycle()
    make_submitted(cycle, cast.officer)

    text = text_of(ask(client, cycle))

    assert "Narwhalia" in text
    assert not [word for word in (CASE_CANARY, LETTER_CANARY, "Quay Street", "quill") if word in text]


def test_xlsx_and_french(client: Client, cast: Cast, clerk: User) -> None:
    cycle = make_cycle()
    nomination = make_submitted(cycle, cast.officer)
    client.cookies["pafso_language"] = "fr"

    sheet = load_workbook(BytesIO(whole(ask(client, cycle, "xlsx")))).active
    (row,) = lines(ask(client, cycle), ";")

    header, cells = ([cell.value for cell in line] for line in sheet.iter_rows())
    assert header[:5] == [
        "Code",
        "État",
        "Personne candidate",
        "Type de candidature",
        "Personne qui propose la candidature",
    ]
    assert cells[0] == nomination.code
    assert row["Complète"] == "Oui"


@pytest.mark.req("R15", "R16", "R54")
@pytest.mark.parametrize("how", ["no_right", "another_award", "superuser", "member"])
def test_nobody_else_gets_it(client: Client, cast: Cast, clerk: User, how: str) -> None:
    cycle = make_cycle()
    make_submitted(cycle, cast.officer)
    let_look_after_nothing(clerk)
    User.objects.filter(pk=clerk.pk).update(is_superuser=how == "superuser", is_staff=how != "member")
    if how == "another_award":
        AwardRight.objects.create(user=clerk, award=make_award("another"))

    with traces() as left:
        answers = [client.get(reverse("admin:awards_nomination_export", args=[cycle.pk])), ask(client, cycle)]

    assert {answer.status_code for answer in answers} <= {302, 404}
    assert not [answer for answer in answers if answer.headers.get("Content-Disposition")]
    assert left.audit == []
    with pytest.raises(NotEligible):
        export_nominations(cycle, kind="csv", by=clerk)


@pytest.mark.req("R11")
def test_it_asks_for_a_recent_sign_in(client: Client, cast: Cast, clerk: User) -> None:
    cycle = make_cycle()
    prove(client, ago=3600)

    answer = ask(client, cycle)

    assert answer.status_code == 302 and "reauthenticate" in answer.headers["Location"]


@pytest.mark.req("R15")
def test_cases_of_a_party_are_not_in_it_and_those_of_a_namesake_say_nothing(
    client: Client, cast: Cast, clerk: User
) -> None:
    cycle = make_cycle()
    own = make_submitted(cycle, cast.officer, nominee_email=clerk.email.upper())
    named = make_submitted(cycle, cast.colleague, nominee_name="Bureau, Camille")

    (row,) = lines(ask(client, cycle))

    assert own.code not in row["Code"]
    assert {value for name, value in row.items() if name not in {"Code", "State"}} == {"…"}

    say_not_me(NominationDeclaration, named, by=clerk)
    (answered,) = lines(ask(client, cycle))
    assert answered["Nominee"] == "Bureau, Camille"


def test_it_costs_as_many_queries_for_three_as_for_one(cast: Cast, clerk: User) -> None:
    cycle = make_cycle()

    def cost() -> int:
        keys = export_nominations(cycle, kind="csv", by=clerk)
        with CaptureQueriesContext(connection) as queries:
            assert len(list(rows_of(cycle, keys, clerk))) == Nomination.objects.count()
        return len(queries)

    make_submitted(cycle, cast.officer)
    cost()
    one = cost()
    make_submitted(cycle, cast.colleague)
    make_submitted(cycle, cast.retiree)

    assert cost() == one
    assert len(names()) == 18
