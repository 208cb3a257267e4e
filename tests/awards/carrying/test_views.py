"""The pages of carrying over: the Secretary's, the nominator's by link and signed in, the supporter's."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.carrying import actions
from awards.letters import actions as letters
from awards.models import CarryOver, Cycle, Letter, Nomination
from awards.nominations.actions import begin_from_earlier
from members.models import User
from pafso.files import uploads
from pafso.mail.models import Mail
from tests.factories.awards import (
    CASE_CANARY,
    LETTER_CANARY,
    NOMINEE_CANARY,
    close,
    make_submitted,
)
from tests.factories.pdfs import pdf
from tests.factories.people import Cast, let_look_after_nothing, make_guest, make_user

from .conftest import link_of, link_of_supporter


def page_of(cycle: Cycle) -> str:
    return reverse("admin:awards_cycle_carrying", args=[cycle.pk])


def more(earlier: Nomination, nominator: User, names: list[str]) -> list[Nomination]:
    """Further nominations of the cycle before."""
    Cycle.objects.filter(pk=earlier.cycle_id).update(closes_at=timezone.now() + timedelta(days=9))
    open_again = Cycle.objects.get(pk=earlier.cycle_id)
    made = [make_submitted(open_again, nominator, nominee_name=name) for name in names]
    close(earlier.cycle)
    return made


# --- The Secretary ---------------------------------------------------------------------------------------------------
def test_the_secretary_ticks_looks_and_presses(client: Client, earlier: Nomination, cycle: Cycle, cast: Cast) -> None:
    client.force_login(cast.staff)
    assert page_of(cycle) in client.get(reverse("admin:awards_cycle_change", args=[cycle.pk])).text
    page = client.get(page_of(cycle))
    assert earlier.code in page.text and CASE_CANARY not in page.text and LETTER_CANARY not in page.text

    day = (timezone.now() + timedelta(days=5)).date().isoformat()
    typed = {"nominations": [earlier.pk], "until": day, "form_token": page.context["form_token"]}
    looked = client.post(page_of(cycle), typed)
    assert not CarryOver.objects.exists()
    preview = looked.context["mass_mail"]
    assert (preview.count, [mail.language for mail in preview.mails]) == (1, ["en", "fr"])
    done = client.post(page_of(cycle), {**typed, **hidden_in(looked.text)})

    assert done.status_code == 302
    assert CarryOver.objects.get().nomination == earlier
    assert Mail.objects.filter(event="awards/carry_over_offered").count() == 1
    after = client.get(page_of(cycle)).text
    assert "Offered: 1. Carried over: 0. Declined: 0." in after
    assert "There is nothing left to offer from PAFSO Awards 2026." in after


def hidden_in(page: str) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="(told\w*|form_token)" value="([^"]*)"', page))
    assert {"told", "told_of"} <= set(found)
    return found


def test_nothing_before_it_is_said(client: Client, earlier: Nomination, cast: Cast) -> None:
    client.force_login(cast.staff)
    assert "There is no earlier cycle that is over" in client.get(page_of(earlier.cycle)).text


@pytest.mark.req("R15", "R17")
def test_a_party_sees_no_row_and_others_no_page(client: Client, earlier: Nomination, cycle: Cycle, cast: Cast) -> None:
    party = make_user("Quill", "quill0@example.org", is_staff=True, is_superuser=True)
    without = make_user("Root", "root@example.org", is_staff=True, is_superuser=True)
    let_look_after_nothing(without)
    for person, status in ((party, 200), (without, 404), (cast.officer, 404)):
        client.force_login(person)
        page = client.get(page_of(cycle))
        assert page.status_code in ({status} if person is not cast.officer else {302, 403, 404})
        assert earlier.code not in page.text and NOMINEE_CANARY not in page.text
        client.post(page_of(cycle), {"nominations": [earlier.pk], "until": "2027-01-01"})
    assert not CarryOver.objects.exists()


@pytest.mark.req("R17")
def test_a_namesake_says_first_who_they_are(client: Client, earlier: Nomination, cycle: Cycle, cast: Cast) -> None:
    namesake = make_user(f"{NOMINEE_CANARY} Jones", "namesake@example.org", is_staff=True)
    assert list(actions.offerable(cycle, by=namesake)) == []
    client.force_login(namesake)
    assert earlier.code not in client.get(page_of(cycle)).text


def test_one_row_or_three_cost_the_same(client: Client, earlier: Nomination, cycle: Cycle, cast: Cast) -> None:
    client.force_login(cast.staff)
    client.get(page_of(cycle))
    counts = []
    for names in ([], ["Otter Two", "Otter Three"]):
        made = more(earlier, cast.officer, names)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(page_of(cycle))
        counts.append(len(queries))
        assert all(row.code in page.text for row in made)

    assert counts[0] == counts[1]


# --- The nominator ---------------------------------------------------------------------------------------------------
@pytest.mark.req("R19")
def test_the_link_answers_by_one_click_without_an_account(
    client: Client, offer: CarryOver, cycle: Cycle, cast: Cast
) -> None:
    link = link_of(offer)
    page = client.get(link)
    assert page.status_code == 200 and page["Cache-Control"] == "no-store, private"
    assert 'value="yes"' in page.text and CASE_CANARY not in page.text
    assert not Nomination.objects.filter(cycle=cycle).exists()

    done = [client.post(link, {"answer": "yes"}) for _press in range(2)]

    assert [answer.status_code for answer in done] == [200, 200]
    assert "Your nomination has been carried over" in done[1].text
    assert Nomination.objects.filter(cycle=cycle, nominator=cast.officer).count() == 1


def test_no_by_link(client: Client, offer: CarryOver, cycle: Cycle) -> None:
    answer = client.post(link_of(offer), {"answer": "no"})
    assert "Not carried over" in answer.text
    assert client.post(link_of(offer), {"answer": "yes"}).status_code == 409
    assert not Nomination.objects.filter(cycle=cycle).exists()


@pytest.mark.req("R15", "R19")
def test_somebody_else_opens_nothing(client: Client, offer: CarryOver, cycle: Cycle, cast: Cast) -> None:
    own = reverse("awards:own_carry_over", args=[offer.pk])
    for person in (cast.colleague, cast.staff):
        client.force_login(person)
        for path in (link_of(offer), own):
            for answer in (client.get(path), client.post(path, {"answer": "yes"})):
                assert answer.status_code == 404
                assert NOMINEE_CANARY not in answer.text
        assert NOMINEE_CANARY not in client.get(reverse("awards:nominations")).text
    client.logout()
    assert client.get("/en/awards/carry-over/unknown/").status_code == 404
    assert client.get(own).status_code == 302
    assert CarryOver.objects.get().answered_at is None


def test_signed_in_the_list_asks_and_leads_to_the_draft(
    client: Client, offer: CarryOver, cycle: Cycle, cast: Cast
) -> None:
    client.force_login(cast.officer)
    own = reverse("awards:own_carry_over", args=[offer.pk])
    assert f'action="{own}"' in client.get(reverse("awards:nominations")).text

    answer = client.post(own, {"answer": "yes"})

    draft = Nomination.objects.get(cycle=cycle)
    assert answer["Location"] == draft.get_absolute_url()
    assert own not in client.get(reverse("awards:nominations")).text
    assert client.post(own, {"answer": "no"}).status_code == 409


def test_a_co_nominator_is_not_asked(client: Client, offer: CarryOver, cast: Cast) -> None:
    from awards.models import CoNominator

    now = timezone.now()
    CoNominator.objects.create(
        nomination=offer.nomination, user=cast.colleague, name="B", email=cast.colleague.email, joined_at=now
    )
    client.force_login(cast.colleague)
    assert reverse("awards:own_carry_over", args=[offer.pk]) not in client.get(reverse("awards:nominations")).text
    assert client.post(reverse("awards:own_carry_over", args=[offer.pk]), {"answer": "yes"}).status_code == 404


def test_a_guest_is_told_where_guests_do_not_nominate(client: Client, offer: CarryOver, cycle: Cycle) -> None:
    guest = make_guest("Imani Guest", "imani@example.org")
    Nomination.objects.filter(pk=offer.nomination_id).update(nominator=guest)
    Cycle.objects.filter(pk=cycle.pk).update(guests_nominate=False)
    client.force_login(guest)

    answer = client.post(reverse("awards:own_carry_over", args=[offer.pk]), {"answer": "yes"})

    assert "Guests cannot nominate in this cycle" in answer.text
    assert CarryOver.objects.get().answered_at is None


def test_after_the_date_the_page_says_so_and_the_list_is_silent(client: Client, offer: CarryOver, cast: Cast) -> None:
    CarryOver.objects.update(answer_until=timezone.now() - timedelta(minutes=1))
    page = client.get(link_of(offer))
    assert "The date to answer has passed" in page.text and 'value="yes"' not in page.text
    assert client.post(link_of(offer), {"answer": "yes"}).status_code == 409
    client.force_login(cast.officer)
    assert "carry-overs" not in client.get(reverse("awards:nominations")).text


def test_the_list_costs_the_same_for_one_offer_and_three(
    client: Client, offer: CarryOver, earlier: Nomination, cycle: Cycle, cast: Cast
) -> None:
    client.force_login(cast.officer)
    client.get(reverse("awards:nominations"))
    others = more(earlier, cast.officer, ["Otter Two", "Otter Three"])
    counts = []
    for rows in ([], others):
        if rows:
            until = timezone.now() + timedelta(days=5)
            actions.offer_carry_overs(cycle, by=cast.staff, nominations=[row.pk for row in rows], until=until)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("awards:nominations"))
        counts.append((len(queries), page.text.count('value="yes"')))
    assert counts == [(counts[0][0], 1), (counts[0][0], 3)]


# --- The supporter ---------------------------------------------------------------------------------------------------
@pytest.fixture
def asked(offer: CarryOver, cast: Cast) -> Letter:
    draft = actions.accept_carry_over(offer, by=cast.officer)
    return Letter.objects.get(nomination=draft, email="quill0@example.org")


@pytest.mark.req("R16", "R19")
def test_the_writer_alone_reads_it_and_says_that_it_stands(client: Client, asked: Letter, cast: Cast) -> None:
    link, other = link_of_supporter(0), link_of_supporter(1)
    Letter.objects.filter(pk=asked.carried_from_id).update(text="Of the first alone.")
    assert "Of the first alone." in client.get(link).text
    assert "Of the first alone." not in client.get(other).text
    client.force_login(cast.officer)
    for name in ("nomination", "supporters", "submission", "copy"):
        page = client.get(reverse(f"awards:{name}", args=[asked.nomination.code]))
        assert "Of the first alone." not in page.text
    assert client.get(reverse("awards:letter_text", args=[asked.code])).status_code == 404
    client.logout()

    assert client.get(f"{link}earlier/").status_code == 302
    assert client.post(f"{link}earlier/", {"answer": "nonsense"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "invited"
    assert client.post(f"{link}earlier/", {"answer": "stands"}).status_code == 302

    asked.refresh_from_db()
    assert (asked.state, asked.text) == ("sent", "Of the first alone.")
    assert Letter.objects.get(nomination=asked.nomination, email="quill1@example.org").state == "invited"


@pytest.mark.req("R16")
def test_who_reads_it_stands_before_the_button_that_sends_it_again(client: Client, asked: Letter) -> None:
    page = client.get(link_of_supporter(0)).text

    assert (page.count('id="purpose"'), page.count("independent panel that chooses the recipients")) == (1, 1)
    assert page.index("independent panel") < page.index('value="stands"') < page.index('name="text"')

    client.post(f"{link_of_supporter(0)}earlier/", {"answer": "begin"})
    page = client.get(link_of_supporter(0)).text
    assert 'value="stands"' not in page
    assert page.count('id="purpose"') == 1
    assert page.index("independent panel") < page.index('name="text"')


def test_begun_anew_from_it(client: Client, asked: Letter) -> None:
    link = link_of_supporter(0)
    client.post(f"{link}earlier/", {"answer": "begin"})
    page = client.get(link)
    assert LETTER_CANARY in page.text and "Your earlier letter" not in page.text
    refused = client.post(f"{link}earlier/", {"answer": "stands"})
    assert refused.status_code == 409
    assert "You have already started a new letter here." in refused.text


def test_the_file_of_before_is_for_its_writer(client: Client, asked: Letter) -> None:
    link = link_of_supporter(0)
    assert client.get(f"{link}earlier/file/").status_code == 404
    upload = uploads.check_document(SimpleUploadedFile("mine.pdf", pdf(["A letter."])))
    with uploads.keeping(upload) as stored:
        stored.save()
        Letter.objects.filter(pk=asked.carried_from_id).update(file=stored)
    assert "mine.pdf" in client.get(link).text
    taken = client.get(f"{link}earlier/file/")
    assert b"".join(taken.streaming_content).startswith(b"%PDF")
    letters.decline_letter(asked)
    assert client.get(f"{link}earlier/file/").status_code == 404
    assert client.get(f"{link_of_supporter(1)}earlier/file/").status_code == 404


def test_an_ordinary_copy_asks_nobody(earlier: Nomination, cycle: Cycle, cast: Cast) -> None:
    import uuid

    draft = begin_from_earlier(earlier, cycle, by=cast.officer, form_token=uuid.uuid4())
    assert not draft.letters.exists() and draft.carried_from is None


@pytest.mark.req("R60")
def test_the_pages_are_french(client: Client, offer: CarryOver, cast: Cast) -> None:
    assert "La reprendre" in client.get(link_of(offer).replace("/en/", "/fr/")).text
    actions.accept_carry_over(offer, by=cast.officer)
    page = client.get(link_of_supporter(0).replace("/en/", "/fr/")).text
    assert "Elle vaut toujours" in page and "Votre lettre précédente" in page
