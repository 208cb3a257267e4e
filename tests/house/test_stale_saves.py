"""No change form of the office loses an update: every model admin is walked, and so is every page of a verb that edits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.admin.options import ModelAdmin
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from contests.actions import results
from contests.models import Contest, Entry, Placing
from members.models import Member, MembershipClass, PaperCopy
from pafso.audit.models import Entry as Audit
from pafso.models import ReplyAddress, Text
from pafso.office.stale import AsRead, Reading, StaleSaves
from pafso.office.verb_pages import Page
from tests.factories import applications, awards, contests, documents, magazine
from tests.factories.office import fields_of
from tests.factories.people import Cast, make_member


def _placing(cast: Cast) -> Placing:
    entry = contests.make_entry(contests.make_contest(), cast.colleague)
    Entry.objects.update(prepared_at=timezone.now())
    entry.refresh_from_db()
    results.accept_entry(entry, by=cast.staff)
    cited = {"citation_en": "For its light.", "citation_fr": "Pour sa lumière."}
    return results.award_placing(entry, by=cast.staff, rank=1, **cited)


def _text(cast: Cast) -> Text:
    return Text.objects.create(key="about", title_en="Us", title_fr="Nous", body_en="We are.", body_fr="Nous sommes.")


def _reply_address(cast: Cast) -> ReplyAddress:
    return ReplyAddress.objects.create(kind="awards", address="awards@example.org")


def as_taken(label: str, word: str) -> str:
    """WORD as the form of LABEL takes it: an address where it takes nothing else."""
    return f"{word.lower().replace(' ', '')}@example.org" if label == "pafso.ReplyAddress" else word


def words_for(label: str) -> list[str]:
    return [as_taken(label, bird) for bird in ("Plover", "Sandpiper", "Dunlin")]


# A row for each form, and two of its fields that take any word: whoever adds a form to the office adds it here.
ROWS: dict[str, tuple[Callable[[Cast], models.Model], str, str]] = {
    "pafso.Text": (_text, "title_en", "body_fr"),
    "pafso.ReplyAddress": (_reply_address, "address", "address"),
    "members.User": (lambda cast: cast.colleague, "name", "name"),
    "members.Member": (lambda cast: make_member(None, "2001", name="Élodie Ferron"), "name", "preferred_name"),
    "members.Stream": (lambda cast: applications.make_stream(), "name_en", "areas_fr"),
    "members.MembershipClass": (lambda cast: MembershipClass.objects.get(pk="regular"), "name_en", "name_fr"),
    "members.Document": (lambda cast: documents.make_document(), "title_en", "title_fr"),
    "awards.Award": (lambda cast: awards.make_award(), "name_en", "description_fr"),
    "awards.Cycle": (lambda cast: awards.make_cycle(), "criteria_en", "criteria_fr"),
    "contests.Contest": (lambda cast: contests.make_contest(), "title_en", "categories-0-name_fr"),
    "contests.Placing": (_placing, "citation_en", "citation_fr"),
    "magazine.Issue": (lambda cast: magazine.make_issue(state="ready"), "title_en", "cover_credit"),
}


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


def change_forms(cast: Cast) -> dict[str, ModelAdmin]:
    """Every model admin with which somebody with all rights changes a row."""
    request = RequestFactory().get("/")
    request.user = cast.staff
    return {model._meta.label: admin for model, admin in site._registry.items() if admin.has_change_permission(request)}


def page_of(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def opened(office: Client, row: models.Model) -> dict[str, list[str]]:
    return fields_of(office.get(page_of(row)).text)


def saved(row: models.Model, field: str) -> str:
    """What the database has in FIELD of ROW, or of its first inline row."""
    name = field.rpartition("-")[2]
    if name != field:
        row = row.categories.order_by("position", "id")[0]  # type: ignore[attr-defined]
    return str(getattr(type(row)._base_manager.get(pk=row.pk), name))


def test_every_form_of_the_office_is_walked_and_stands_on_the_one_mechanism(cast: Cast) -> None:
    forms = change_forms(cast)

    assert set(forms) == set(ROWS)
    assert [label for label, admin in forms.items() if not isinstance(admin, StaleSaves)] == []


def test_no_list_of_the_office_is_edited_in_place() -> None:
    """A list that saves twenty rows at once would need a digest for each of them."""
    assert [model._meta.label for model, admin in site._registry.items() if admin.list_editable] == []


@pytest.mark.req("R41")
@pytest.mark.parametrize("label", ROWS)
def test_the_second_of_two_saves_is_refused_and_shows_both_versions(office: Client, cast: Cast, label: str) -> None:
    (make, one, other), (plover, sandpiper, dunlin) = ROWS[label], words_for(label)
    row = make(cast)
    first, second = opened(office, row), opened(office, row)
    assert first["as_read"] == second["as_read"] != [""]
    untouched = saved(row, other)

    done = office.post(page_of(row), first | {one: [plover]})
    trail = Audit.objects.count()
    refused = office.post(page_of(row), second | {one: [sandpiper], other: [dunlin]})

    assert (done.status_code, refused.status_code) == (302, 409)
    assert saved(row, one) == plover
    assert one == other or saved(row, other) == untouched
    assert Audit.objects.count() == trail
    typed = fields_of(refused.text)
    assert (typed[one], typed[other]) == ([dunlin] if one == other else [sandpiper], [dunlin])
    versions = {version.name: (version.theirs, version.yours) for version in refused.context["versions"]}
    assert (plover, typed[one][0]) in versions.values()
    assert "Dominique Roy" in refused.text

    knowingly = office.post(page_of(row), typed)

    assert (knowingly.status_code, saved(row, one), saved(row, other)) == (302, typed[one][0], dunlin)


@pytest.mark.parametrize("label", ROWS)
@pytest.mark.parametrize("digest", [None, "", "0" * 64])
def test_without_the_digest_nothing_is_saved(office: Client, cast: Cast, label: str, digest: str | None) -> None:
    (make, one, _other), (_plover, sandpiper, _dunlin) = ROWS[label], words_for(label)
    row = make(cast)
    typed = opened(office, row) | {one: [sandpiper], "as_read": [digest or ""]}
    if digest is None:
        del typed["as_read"]
    before = saved(row, one)

    refused = office.post(page_of(row), typed)

    assert (refused.status_code, saved(row, one)) == (409, before)
    assert fields_of(refused.text)[one] == [sandpiper]
    assert ("This form does not say which version it was opened from" in refused.text) == (not digest)
    assert fields_of(refused.text)["as_read"] == opened(office, row)["as_read"]


@pytest.mark.parametrize("label", ROWS)
def test_the_digest_covers_every_column_of_the_form(office: Client, cast: Cast, label: str) -> None:
    row = ROWS[label][0](cast)
    reading = reading_of(cast, row)
    before = reading.values(row)
    columns = {field.name for field in (*row._meta.concrete_fields, *row._meta.many_to_many)}

    shown = set(opened(office, row)) & columns | {each for each in columns if f"{each}_0" in opened(office, row)}

    assert shown <= set(reading.fields)
    for name in reading.fields:
        if not row._meta.get_field(name).many_to_many:
            was = getattr(row, name)
            setattr(row, row._meta.get_field(name).attname, 77 if row._meta.get_field(name).is_relation else "other")
            assert reading.values(row) != before, name
            setattr(row, name, was)
    assert reading.values(row) == before


def reading_of(cast: Cast, row: models.Model) -> Reading:
    request = RequestFactory().get("/")
    request.user = cast.staff
    form: Any = change_forms(cast)[row._meta.label].get_form(request, row, change=True)
    assert issubclass(form, AsRead)
    return form.reading


def test_what_others_write_beside_the_form_refuses_nothing(office: Client) -> None:
    issue = magazine.make_issue(state="extracting")
    typed = opened(office, issue) | {"title_en": ["Curlew"]}
    type(issue).objects.update(page_count=9, attempts=2)

    assert office.post(page_of(issue), typed).status_code == 302
    assert saved(issue, "title_en") == "Curlew"


# Pages of verbs whose form edits something that is there: what opens it, what is typed, and where it ends up.
def _contact(member: Member) -> tuple[str, Callable[[], str]]:
    member.contacts.create(kind="mobile", value="+1 613 555 0100")
    return "contact/?kind=mobile", lambda: member.contacts.get(kind="mobile").value


def _row_end(member: Member) -> tuple[str, Callable[[], str]]:
    term = member.memberships.get()
    return f"career/memberships/{term.pk}/end/", lambda: str(member.memberships.get().ends_on)


def _paper(member: Member) -> tuple[str, Callable[[], str]]:
    PaperCopy.objects.create(member=member, lines="1 Elm Street", country="CA")
    return "paper/", lambda: PaperCopy.objects.get(member=member).lines


VERBS: dict[str, tuple[Any, dict[str, str], dict[str, str]]] = {
    "contact": (
        _contact,
        {"kind": "mobile", "value": "+1 613 555 0111"},
        {"kind": "mobile", "value": "+1 613 555 0122"},
    ),
    "paper": (
        _paper,
        {"is_wanted": "on", "lines": "2 Elm Street", "country": "CA"},
        {"is_wanted": "on", "lines": "3 Elm Street", "country": "CA"},
    ),
    "row_end": (_row_end, {"ends_on": "2031-12-31"}, {"ends_on": "2031-06-30"}),
}


# The other pages of verbs, which edit nothing that somebody else may have changed: they add a row, or move a state.
ADD_OR_MOVE = {
    "row_add": "adds a row; one that overlaps is refused",
    "row_strike": "once; the first reason stays",
    "address_add": "adds a row; the same again is the one that is there",
    "information": "a move of the application", "approval": "a move of the application", "refusal": "a move of the application",
    "disqualification": "a move of the nomination",
    "longer": "the same again changes nothing; another date is told, and the trail has both",
    "joining": "a move of the nomination",
    "matching": "says which entry stood there; refused when a colleague has matched another one meanwhile",
    "unmatching": "once; says so when nothing is matched any more", "exception_end": "once",
    "letter_match": "says who wrote it; the same again changes nothing, and the trail has both",
    "letter_to_match": "once: whoever comes second is told what was done",
    "letter_exception": "the same reason again changes nothing; another one is in the trail",
    "letter_later_correction": "adds a row",
    "letter_resting": "adds a letter that was declined; the one that was carried over is the one that is there",
    "letter_standing": "adds a letter; the one that was carried over is the one that is there",
    "nomination_on_paper": "adds a nomination; the same scan of the same nominator is the one that is there",
    "letter_on_paper": "adds a letter; the same scan from the same address is the one that is there",
    "letter_by_code": "adds a letter; the same scan from the same address is the one that is there",
    "freezing": "once",
    "carrying": "adds rows; what was offered already is left as it is",
    "publication": "once; says what is missing",
    "hiding": "once; the first reason stays", "showing": "once", "page-hiding": "once; the first reason stays", "page-showing": "once",
    "version-hiding": "once; the first reason stays", "version-showing": "once",
    "hiding_of_several": "once each; the first reason stays",
    "call": "once", "deletion": "once", "reopening": "a move", "withdrawal": "a move", "letter_withdrawal": "a move of the letter",
    "copy": "adds a mail; the same again within a minute is the one that is there", "sending_again": "a move of each mail",
    "second_step_off": "once each", "leaving": "once",
    "ask": "adds a request; one at a time",
    "death": "once; another day is refused", "death_taken_back": "a move of the record; what changed since stays",
    "erasure": "adds a request; one at a time",
    "undo": "a move of the import; what changed since stays",
    "next": "adds a cycle; one a year",
    "skipping": "once; the first sentence stays", "cancellation": "once; the first reason stays", "restoration": "once",
    "new": "adds a proposal, of what its preview's digest says",
    "conflict": "adds a row; one that stands is the answer", "same_name": "adds an answer; a conflict that stands is the answer",
}  # fmt: skip


def _published_entry(cast: Cast) -> models.Model:
    placing = _placing(cast)
    past = timezone.now() - timedelta(days=1)
    Contest.objects.update(closes_at=past, gallery_published_at=past + timedelta(hours=1))
    return placing.entry


CITED = {"citation_en": "For its light.", "citation_fr": "Pour sa lumière."}
WORDS = {"title": "Ferry at dawn", "place": "Dakar", "story": "We waited.", "reason": "A typo."}
DATES = {
    "opens_at_0": "2026-01-01", "opens_at_1": "09:00", "gallery_published_at_0": "2026-03-01", "gallery_published_at_1": "09:00",
    "closes_at_1": "23:59", "reason": "A typo.",
}  # fmt: skip
ISSUE = {"volume": "38", "number": "1", "title_fr": "Guichets", "dated": "2026-04-01", "reason": "A typo."}


def _soon(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).date().isoformat()


# Corrections of what is published: the row, its page, and what the first and the second colleague type.
CORRECTIONS: dict[str, tuple[Callable[[Cast], models.Model], dict[str, str], dict[str, str]]] = {
    "words": (_published_entry, {**WORDS, "title": "Plover"}, {**WORDS, "title": "Dunlin"}),
    "placing": (
        _published_entry,
        {**CITED, "placing": "2", "reason": "A typo."},
        {**CITED, "placing": "mention", "reason": "A typo."},
    ),
    "dates": (
        lambda cast: _published_entry(cast).contest,  # type: ignore[attr-defined]
        {**DATES, "closes_at_0": "2026-02-01"},
        {**DATES, "closes_at_0": "2026-02-02"},
    ),
    "return": (
        lambda cast: awards.make_submitted(awards.make_cycle(), cast.officer),
        {"note": "A typo.", "until": _soon(5)},
        {"note": "A typo.", "until": _soon(6)},
    ),
    "eligibility": (
        lambda cast: awards.make_submitted(awards.make_cycle(), cast.officer),
        {"eligible": "True", "reason": "A typo."},
        {"eligible": "False", "reason": "A typo."},
    ),
    "correction": (
        lambda cast: magazine.make_issue(),
        {**ISSUE, "title_en": "Plover"},
        {**ISSUE, "title_en": "Dunlin"},
    ),
}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_of_two_corrections_the_second_is_refused(office: Client, cast: Cast, name: str) -> None:
    make, first, second = CORRECTIONS[name]
    row = make(cast)
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])
    digest = office.get(url).context["as_read"]

    done = office.post(url, first | {"as_read": digest})
    trail = Audit.objects.count()
    refused = office.post(url, second | {"as_read": digest})

    assert (done.status_code, refused.status_code) == (302, 409)
    assert Audit.objects.count() == trail
    assert "A typo." in refused.text


def test_every_page_of_a_verb_says_whether_it_edits() -> None:
    verbs = [verb for admin in site._registry.values() for verb in getattr(admin, "verbs", ())]
    pages = [verb for verb in verbs if isinstance(verb, Page)]

    # A colleague's rights are boxes and no text: tests/members/rights refuses the second of two saves. The rules of a cycle
    # take a second press, since the mail is looked at first: tests/awards/cycles/test_amendments.py does the same there.
    assert {verb.name for verb in pages if verb.reads is not None} == {*VERBS, *CORRECTIONS, "rights", "amendment"}
    assert {verb.name for verb in pages if verb.reads is None} == set(ADD_OR_MOVE)


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_that_edits_refuses_the_second_of_two(office: Client, cast: Cast, name: str) -> None:
    make, first, second = VERBS[name]
    member = Member.objects.get(user=cast.officer)
    path, value = make(member)
    url = f"/admin/members/member/{member.pk}/{path}"
    digest = office.get(url).context["as_read"]
    assert office.post(url, first | {"as_read": digest}).status_code == 302
    (typed,) = [text for field, text in second.items() if field in {"value", "lines", "ends_on"}]
    kept = value()
    trail = Audit.objects.count()

    invalid = office.post(url, {"as_read": digest, "kind": "", "ends_on": "never", "country": "Nowhere"})
    refused = office.post(url, second | {"as_read": digest})
    missing = office.post(url, second)

    assert invalid.context["as_read"] == digest
    assert [answer.status_code for answer in (invalid, refused, missing)] == [200, 409, 409]
    assert (value(), Audit.objects.count()) == (kept, trail)
    assert f'value="{typed}"' in refused.text or f">\n{typed}</textarea>" in refused.text
    assert [(each.theirs, each.yours) for each in refused.context["versions"]] != []
    assert "Dominique Roy" in refused.text

    knowingly = office.post(url, second | {"as_read": refused.context["as_read"]})

    assert (knowingly.status_code, value()) == (302, typed)
