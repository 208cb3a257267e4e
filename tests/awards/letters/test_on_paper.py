"""A letter that came on paper or by post: entered by the office, told, counted, refused; each exit with what it leaves."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.letters import actions
from awards.letters.actions.on_paper import PaperLetter
from awards.models import Cycle, Letter, Nomination
from awards.nominations import actions as nomination_actions
from members.models import User
from pafso.audit.models import Entry
from pafso.clock import OTTAWA, ottawa_day
from pafso.documents.models import ReadersCopy
from pafso.errors import DomainError, Incomplete
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from pafso.text.dates import day_in_words
from tests.awards.traces import traces
from tests.factories import awards as make
from tests.factories.pdfs import pdf, scripted
from tests.factories.people import Cast, let_look_after_nothing, make_member, make_user

DAY = timedelta(days=1)
AT_NOON = {"hour": 12, "minute": 0, "second": 0, "microsecond": 0}


def day(ago: int = 1) -> date:
    return ottawa_day(timezone.now()) - ago * DAY


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=OTTAWA)


def scan(text: str = "I saw the work myself.") -> uploads.Checked:
    return uploads.check_document(SimpleUploadedFile("scan.pdf", pdf([text])), kinds=("pdf",))


def paper(**typed: Any) -> PaperLetter:
    said = {"name": "Ada Roy", "email": "", "address": "1 Quay Street", "telephone": "", "language": "fr", "text": ""}
    return PaperLetter(**{**said, "received_on": day(), **typed})


def enter(nomination: Nomination, cast: Cast, *, text: str = "A letter.", token: Any = None, **typed: Any) -> Letter:
    form_token = token or uuid.uuid4()
    return actions.enter_letter(nomination, by=cast.staff, paper=paper(**typed), scan=scan(text), form_token=form_token)


def refused(code: str, act: Any, *args: Any, **values: Any) -> DomainError:
    files = StoredFile.objects.count()
    with traces() as left, pytest.raises(DomainError) as error:
        act(*args, **values)
    assert (error.value.code, left.audit, left.mails) == (code, [], [])
    assert StoredFile.objects.count() == files
    return error.value


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make.make_cycle()


@pytest.fixture
def draft(cycle: Cycle, cast: Cast) -> Nomination:
    return make.make_draft(cycle, cast.officer)


# --- The verb ---------------------------------------------------------------------------------------------------------
def test_a_letter_of_somebody_who_was_not_asked(draft: Nomination, cast: Cast) -> None:
    with traces() as left:
        letter = enter(draft, cast, email="Ada@Example.org")

    assert (letter.state, letter.on_paper, letter.sent_at) == ("sent", True, noon(day()))
    assert (letter.full_name, letter.contact_email, letter.email) == (
        "Ada Roy", "ada@example.org", f"{letter.code.lower()}@post.invalid",
    )  # fmt: skip
    assert letter.file is not None
    assert ReadersCopy.objects.filter(original=letter.file).exists()
    assert left.audit == [("letter_entered", letter.code, cast.staff.name)]
    assert left.mails == [
        ("awards/letter_by_post", "ada@example.org", "fr"),
        ("awards/letter_received", cast.officer.email, cast.officer.language),
    ]
    assert Entry.objects.get(verb="letter_entered").changes == {
        "nomination": draft.code, "received_on": day().isoformat(), "was_asked": False, "sha256": letter.file.sha256,
    }  # fmt: skip
    mail = Mail.objects.get(event="awards/letter_by_post")
    assert make.NOMINEE_CANARY not in mail.text + mail.subject + mail.html


def test_without_an_address_only_the_nominator_is_told(draft: Nomination, cast: Cast) -> None:
    with traces() as left:
        first, second = enter(draft, cast), enter(draft, cast, name="Eve Li")

    assert (first.reached_at, second.reached_at) == ("", "")
    assert [event for event, _to, _language in left.mails] == ["awards/letter_received"] * 2
    assert draft.letters.arrived().count() == 2


@pytest.mark.parametrize("state", ["invited", "declined"])
def test_a_letter_that_was_asked_for_becomes_the_one_on_paper(
    draft: Nomination, cast: Cast, client: Client, state: str
) -> None:
    letter = make.make_letter(draft, "ada@example.org")
    letter = actions.save_letter_draft(letter, values={"text": "Begun."}, tab="t", version=0)
    letter = actions.attach_file(letter, scan("Half a letter."))
    before = letter.file
    assert before is not None
    if state == "declined":
        actions.decline_letter(letter, note="No time.")
    link = reverse("awards:letter", args=[make.make_token(letter)])

    entered = enter(draft, cast, email="ada@example.org", text="All of it.")

    assert (entered.pk, entered.email, entered.state) == (letter.pk, "ada@example.org", "sent")
    assert (entered.text, entered.declined_at, entered.declined_note) == ("", None, "")
    assert not StoredFile.objects.filter(pk=before.pk).exists()
    assert Entry.objects.get(verb="letter_entered").changes["was_asked"] is True
    page = client.get(link)
    assert page.status_code == 200
    assert "Your letter came on paper or by post" in page.text
    assert (
        "This is what the office entered from your letter on paper." in page.text and "what you sent" not in page.text
    )
    assert "The office’s scan</a>" in page.text and entered.file and entered.file.given_name not in page.text
    received = page.text.split("<dt>Received</dt><dd>")[1].split("</dd>")[0]
    assert received == day_in_words(ottawa_day(entered.sent_at)) and "12:00" not in received
    assert reverse("awards:letter_taking_back", args=[link.split("/")[-2]]) not in page.text
    refused("on_paper", actions.take_back_letter, entered)


def test_the_letter_whose_writer_gives_the_address_is_found(draft: Nomination, cast: Cast) -> None:
    letter = make.make_letter(draft, "asked@example.org")
    actions.save_letter_draft(letter, values={"contact_email": "ada@example.org"}, tab="t", version=0)

    assert enter(draft, cast, email="ada@example.org").pk == letter.pk
    assert Mail.objects.get(event="awards/letter_by_post").to == "asked@example.org"


def test_the_same_press_and_the_same_scan_make_one_letter(draft: Nomination, cast: Cast) -> None:
    token = uuid.uuid4()
    first = enter(draft, cast, token=token)
    known = enter(draft, cast, email="ada@example.org")

    with traces() as left:
        assert enter(draft, cast, token=token).pk == first.pk
        assert enter(draft, cast, email="ada@example.org").pk == known.pk

    assert (left.audit, left.mails, draft.letters.count()) == ([], [], 2)
    assert StoredFile.objects.count() == 2


def test_one_that_is_in_is_not_replaced(draft: Nomination, cast: Cast) -> None:
    make.make_sent_letter(draft, "ada@example.org")
    enter(draft, cast, email="eve@example.org")

    refused("wrong_move", enter, draft, cast, email="ada@example.org")
    refused("wrong_move", enter, draft, cast, email="eve@example.org", text="Another one.")


def test_whoever_wrote_on_paper_is_not_asked_again(draft: Nomination, cast: Cast) -> None:
    enter(draft, cast, email="ada@example.org")

    refused("asked_already", make.make_letter, draft, "ada@example.org")


@pytest.mark.parametrize("whose", ["nominator", "nominee", "co-nominator"])
def test_nobody_of_the_case_supports_it(draft: Nomination, cast: Cast, whose: str) -> None:
    make.make_co_nominator(draft, cast.colleague)
    address = {"nominator": cast.officer.email, "nominee": draft.nominee_email, "co-nominator": cast.colleague.email}

    refused("own_letter", enter, draft, cast, email=address[whose])


def test_after_the_deadline_only_with_a_reason(draft: Nomination, cast: Cast) -> None:
    late = ottawa_day(timezone.now()) - 2 * DAY
    in_time = late - 8 * DAY
    make.close(draft.cycle)

    error = refused("incomplete", enter, draft, cast, received_on=late)
    assert isinstance(error, Incomplete)
    assert [name for name, _sentence in error.problems] == ["reason"]
    assert enter(draft, cast, received_on=in_time).sent_at == noon(in_time)
    enter(draft, cast, received_on=late, reason="The post was on strike.")
    assert Entry.objects.filter(verb="letter_entered").latest("pk").changes["reason"] == "The post was on strike."


@pytest.mark.parametrize(("ago", "said"), [(-1, "This day is still to come."), (11, "Nominations were not open yet on this day. Check the year.")])  # fmt: skip
def test_a_day_that_cannot_be(draft: Nomination, cast: Cast, ago: int, said: str) -> None:
    error = refused("incomplete", enter, draft, cast, received_on=day(ago))

    assert isinstance(error, Incomplete)
    assert [(name, str(sentence)) for name, sentence in error.problems] == [("received_on", said)]


def test_today_is_never_later_than_now(draft: Nomination, cast: Cast) -> None:
    now = timezone.now().astimezone(OTTAWA).replace(hour=9)
    letter = actions.enter_letter(
        draft, by=cast.staff, paper=paper(received_on=now.date()), scan=scan(), form_token=uuid.uuid4(), now=now
    )

    assert letter.sent_at == now


def test_not_once_it_is_over(cycle: Cycle, draft: Nomination, cast: Cast) -> None:
    Cycle.objects.update(frozen_at=timezone.now())
    refused("frozen", enter, draft, cast)
    Cycle.objects.update(frozen_at=None, cancelled_at=timezone.now(), cancelled_en="No.", cancelled_fr="Non.")
    refused("called_off", enter, draft, cast)
    Cycle.objects.update(cancelled_at=None)
    other = make.make_submitted(cycle, cast.colleague)
    Nomination.objects.filter(pk=other.pk).update(state="disqualified", disqualified_reason="Twice.")
    refused("wrong_move", enter, other, cast)


def test_where_members_letters_count_the_number_says_whose_it_is(cast: Cast) -> None:
    draft = make.make_draft(make.make_cycle(letters_from="regular"), cast.officer)
    make_member(None, "4711", ("regular", date(2010, 1, 1), None), name="Ada Roy")

    refused("incomplete", enter, draft, cast, number="999999")
    without, counted = enter(draft, cast), enter(draft, cast, number="4711")

    assert list(draft.letters.counting()) == [counted]
    assert without.member is None
    assert sorted(Mail.objects.filter(to=cast.officer.email, event__startswith="awards/letter_").values_list("event", flat=True)) == [
        "awards/letter_not_counting", "awards/letter_received",
    ]  # fmt: skip


def test_an_asked_address_matches_as_for_others(cast: Cast) -> None:
    draft = make.make_draft(make.make_cycle(letters_from="regular"), cast.officer)
    make.make_letter(draft, cast.colleague.email)

    assert enter(draft, cast, email=cast.colleague.email).member == cast.colleague.member


def test_withdrawn_for_a_writer_who_gave_no_address(cycle: Cycle, cast: Cast) -> None:
    nomination = make.make_submitted(cycle, cast.officer)
    silent, reached = enter(nomination, cast), enter(nomination, cast, email="ada@example.org")

    with traces() as left:
        for letter in (silent, reached):
            actions.withdraw_letter_for(letter, by=cast.staff, reason="They asked.")

    told = [to for event, to, _language in left.mails if event == "awards/letter_withdrawn_for"]
    assert told == ["ada@example.org"]


def test_writers_are_thanked_once_in_their_language_where_they_can_be_reached(cycle: Cycle, cast: Cast) -> None:
    draft = make.make_draft(cycle, cast.officer)
    make.make_letter(draft, "asked@example.org", language="en")
    asked = enter(draft, cast, email="asked@example.org", language="fr")
    enter(draft, cast, name="Nowhere Known")
    given = enter(draft, cast, name="Eve Li", email="Eve@Example.org", language="fr")
    erased = enter(draft, cast, name="Gone", email="gone@example.org")
    Letter.objects.filter(pk=erased.pk).update(contact_email=f"erased-{erased.pk}@erased.invalid")

    with traces() as left:
        nomination_actions.submit_nomination(draft, by=cast.officer)
    with traces() as again:
        nomination_actions.withdraw_nomination(draft, by=cast.officer)
        nomination_actions.submit_nomination(draft, by=cast.officer)

    thanked = [mail for mail in left.mails if mail[0] == "awards/letter_thanks"]
    assert thanked == [
        ("awards/letter_thanks", "asked@example.org", "en"),
        ("awards/letter_thanks", "eve@example.org", "fr"),
    ]
    assert [event for event, _to, _language in again.mails if event == "awards/letter_thanks"] == []
    assert (asked.reached_at, given.reached_at) == ("asked@example.org", "eve@example.org")
    for mail in Mail.objects.filter(event="awards/letter_thanks"):
        assert make.NOMINEE_CANARY not in mail.text + mail.subject + mail.html


# --- The pages --------------------------------------------------------------------------------------------------------
def typed(**more: Any) -> dict[str, Any]:
    return {
        "name": "Ada Roy", "email": "", "address": "1 Quay Street", "telephone": "", "number": "", "language": "fr",
        "received_on": day().isoformat(), "scan": SimpleUploadedFile("scan.pdf", pdf(["A letter."])), "text": "",
        "reason": "", "form_token": str(uuid.uuid4()), **more,
    }  # fmt: skip


def by_code(cycle: Cycle) -> str:
    return reverse("admin:awards_cycle_letter_by_code", args=[cycle.pk])


def of(nomination: Nomination) -> str:
    return reverse("admin:awards_nomination_letter_on_paper", args=[nomination.pk])


def test_the_page_of_the_nomination(cycle: Cycle, cast: Cast, client: Client) -> None:
    nomination = make.make_submitted(cycle, cast.officer)
    client.force_login(cast.staff)
    record = reverse("admin:awards_nomination_change", args=[nomination.pk])
    assert of(nomination) in client.get(record).text
    assert 'enctype="multipart/form-data"' in client.get(of(nomination)).text

    answer = client.post(of(nomination), typed(text="One.\r\nTwo."), follow=True)

    letter = Letter.objects.get(on_paper=True)
    assert answer.redirect_chain == [(record, 302)]
    assert "The supporter gave no email address: write to them by post." in answer.text
    assert f"Ada Roy ({letter.code}), on paper or by post" in answer.text
    assert letter.text == "One.\nTwo."
    read = client.get(reverse("awards:letter_text", args=[letter.code]))
    assert "This letter came on paper or by post" in read.text
    taken = client.post(reverse("awards:letter_file", args=[letter.code]))
    assert b"".join(taken.streaming_content).startswith(b"%PDF")
    assert Entry.objects.filter(verb="letter_file_downloaded", by_id=cast.staff.pk).count() == 1


def test_the_page_of_the_cycle_takes_the_code_of_a_draft(draft: Nomination, cast: Cast, client: Client) -> None:
    asked = make.make_letter(draft)
    client.force_login(cast.staff)

    unknown = client.post(by_code(draft.cycle), typed(code="NONE9"))
    for code in (draft.code.lower(), asked.code):
        assert client.post(by_code(draft.cycle), typed(code=code)).status_code == 302

    assert "No nomination and no letter of this cycle has this code." in unknown.text
    assert draft.letters.filter(on_paper=True).count() == 2
    assert make.NOMINEE_CANARY not in client.get(by_code(draft.cycle)).text


def test_the_same_press_with_another_file_is_told(draft: Nomination, cast: Cast, client: Client) -> None:
    client.force_login(cast.staff)
    press, other = typed(code=draft.code), SimpleUploadedFile("scan.pdf", pdf(["Another letter."]))
    client.post(by_code(draft.cycle), press)
    press["scan"].seek(0)

    again = client.post(by_code(draft.cycle), press)
    cache_says = client.post(by_code(draft.cycle), press | {"scan": other})
    cache.clear()
    other.seek(0)
    client.post(by_code(draft.cycle), press | {"scan": other})

    assert (again.status_code, cache_says.status_code) == (302, 409)
    assert draft.letters.count() == 1


@pytest.mark.parametrize("content", [b"", b"no pdf", scripted()])
def test_a_file_that_is_no_scan_is_refused_beside_its_field(
    draft: Nomination, cast: Cast, client: Client, content: bytes
) -> None:
    client.force_login(cast.staff)

    answer = client.post(by_code(draft.cycle), typed(code=draft.code, scan=SimpleUploadedFile("scan.pdf", content)))

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["scan"])
    assert 'value="Ada Roy"' in answer.text
    assert (Letter.objects.count(), StoredFile.objects.count()) == (0, 0)


def people(cast: Cast) -> dict[str, User]:
    clerk = make_user("Other Award", "other@example.org", is_staff=True)
    let_look_after_nothing(clerk)
    superuser = make_user("Root", "root@example.org", is_staff=True, is_superuser=True)
    let_look_after_nothing(superuser)
    return {"clerk": clerk, "superuser": superuser, "nominator": cast.officer, "stranger": cast.outsider}


def test_nobody_else_enters_or_reads_one(cycle: Cycle, cast: Cast, client: Client) -> None:
    nomination = make.make_submitted(cycle, cast.officer)
    letter = enter(nomination, cast, email="ada@example.org", text="Zebrafinch")
    party = make_user("Ada Party", "ada@example.org", is_staff=True, is_superuser=True)

    for who, user in {**people(cast), "party": party}.items():
        client.force_login(user)
        answers = [
            client.post(of(nomination), typed()),
            client.get(reverse("awards:letter_text", args=[letter.code])),
            client.post(reverse("awards:letter_file", args=[letter.code])),
        ]
        assert {answer.status_code for answer in answers} <= {302, 403, 404}, who
        if user.is_staff:
            refused("not_open_to_you", actions.enter_letter, nomination, by=user, paper=paper(), scan=scan(), form_token=uuid.uuid4())  # fmt: skip
    assert nomination.letters.filter(on_paper=True).count() == 1
