"""The page of the earlier wordings: what it shows, whom it is shut to, and the press that puts one back."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pafso.audit.models import Entry
from pafso.models import Text
from pafso.revisions.models import Revision
from tests.factories.office import open_and_save
from tests.factories.people import Cast, make_user


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


@pytest.fixture
def text(db: None) -> Text:
    return Text.objects.create(key="about", title_en="Us", title_fr="Nous", body_en="We <are>.", body_fr="Nous sommes.")


def page_of(text: Text, path: str = "wordings/") -> str:
    return f"/admin/pafso/text/{text.pk}/{path}"


def save(office: Client, text: Text, **values: str) -> Revision:
    text.refresh_from_db()
    typed = {name: getattr(text, name) for name in ("title_en", "title_fr", "body_en", "body_fr")}
    assert open_and_save(office, page_of(text, "change/"), typed | values).status_code == 302
    return Revision.objects.order_by("-id")[0]


def press(office: Client, text: Text, revision: Revision, **more: str) -> Any:
    token = office.get(page_of(text)).context["as_read"]
    return office.post(page_of(text, f"wordings/{revision.pk}/"), {"as_read": token} | more, follow=True)


def test_a_save_of_the_office_keeps_what_it_said_before(office: Client, text: Text, cast: Cast) -> None:
    revision = save(office, text, title_en="About us")

    assert (revision.by, revision.before, revision.after) == (cast.staff, {"title_en": "Us"}, {"title_en": "About us"})
    assert Revision.objects.count() == 1


def test_a_save_that_changes_no_word_keeps_nothing(office: Client, text: Text) -> None:
    open_and_save(office, page_of(text, "change/"), {"title_en": "Us", "title_fr": "Nous", "body_en": "We <are>.",
                                                     "body_fr": "Nous sommes."})  # fmt: skip

    assert not Revision.objects.exists()


def test_the_change_form_leads_to_the_page(office: Client, text: Text, cast: Cast) -> None:
    link = f'<a href="{page_of(text)}">Earlier wordings</a>'

    assert office.get(page_of(text, "change/")).text.count(link) == 1
    assert "Earlier wordings" not in office.get(f"/admin/members/user/{cast.officer.pk}/change/").text
    assert "Earlier wordings" not in office.get("/admin/pafso/text/add/").text


def test_each_save_shows_by_word_what_went_and_came(office: Client, text: Text) -> None:
    assert "There is no earlier wording yet" in office.get(page_of(text)).text
    save(office, text, body_en="We <were>.", title_fr="Nous autres")

    page = office.get(page_of(text)).text

    article = page[page.index("<article") : page.index("</article>")]
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", article.replace("<del>", "[").replace("<ins>", "{")))
    assert "Title (French) Nous {+added: autres Text (English)" in plain
    assert "Text (English) We [−removed: &lt;are&gt;. {+added: &lt;were&gt;." in plain
    assert "Dominique Roy" in plain
    assert 'lang="fr">Nous <ins>' in article
    assert article.count("<button") == 1


def test_one_press_puts_it_back(office: Client, text: Text) -> None:
    revision = save(office, text, title_en="About us")

    page = press(office, text, revision)

    text.refresh_from_db()
    assert text.title_en == "Us"
    assert page.redirect_chain == [(page_of(text), 302)]
    assert "The earlier wording is back. What the text said until now is kept as an earlier wording." in page.text
    assert Entry.objects.get(verb="wording_put_back").subject_id == str(text.pk)
    assert [each.before for each in Revision.objects.all()] == [{"title_en": "About us"}, {"title_en": "Us"}]
    # The newest may be undone again; what the text says already is not offered.
    assert page.text.count('<button type="submit" class="button"') == 1
    assert "The text is back to what it said before this save." in page.text


def test_a_page_that_is_out_of_date_puts_nothing_back(office: Client, text: Text) -> None:
    revision = save(office, text, title_en="About us")
    token = office.get(page_of(text)).context["as_read"]
    save(office, text, title_en="All about us")

    for answer in (
        office.post(page_of(text, f"wordings/{revision.pk}/"), {"as_read": token}, follow=True),
        office.post(page_of(text, f"wordings/{revision.pk}/"), follow=True),
    ):
        assert "This text was changed after you opened the page, so nothing was put back." in answer.text

    text.refresh_from_db()
    assert (text.title_en, Revision.objects.count()) == ("All about us", 2)
    assert not Entry.objects.filter(verb="wording_put_back").exists()


def test_a_get_puts_nothing_back(office: Client, text: Text) -> None:
    revision = save(office, text, title_en="About us")

    answer = office.get(page_of(text, f"wordings/{revision.pk}/"), follow=True)

    text.refresh_from_db()
    assert (answer.redirect_chain, text.title_en) == ([(page_of(text), 302)], "About us")
    assert "nothing was put back" not in answer.text


@pytest.mark.req("R26")
def test_without_a_csrf_token_nothing_is_put_back(office: Client, text: Text, cast: Cast) -> None:
    revision = save(office, text, title_en="About us")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.staff)
    token = strict.get(page_of(text)).context["as_read"]

    assert strict.post(page_of(text, f"wordings/{revision.pk}/"), {"as_read": token}).status_code == 403

    text.refresh_from_db()
    assert text.title_en == "About us"


@pytest.mark.req("R15")
@pytest.mark.parametrize("right", [None, "view_text", "change_award"])
def test_whoever_may_not_change_the_text_finds_nothing(
    office: Client, text: Text, client: Client, right: str | None
) -> None:
    revision = save(office, text, title_en="Kittiwake")
    token = office.get(page_of(text)).context["as_read"]
    reads = make_user("Only Reads", "reads@example.org", is_staff=True)
    if right:
        reads.user_permissions.add(Permission.objects.get(codename=right))
    client.force_login(reads)

    shown = client.get(page_of(text))
    pressed = client.post(page_of(text, f"wordings/{revision.pk}/"), {"as_read": token})

    text.refresh_from_db()
    assert (shown.status_code, pressed.status_code, text.title_en) == (404, 404, "Kittiwake")
    assert "Kittiwake" not in shown.text + pressed.text
    assert "Earlier wordings" not in client.get(page_of(text, "change/")).text


@pytest.mark.req("R15")
def test_a_revision_of_another_text_is_not_found_here(office: Client, text: Text) -> None:
    other = Text.objects.create(key="other", title_en="X", title_fr="X", body_en="X", body_fr="X")
    revision = save(office, other, title_en="Y")

    token = office.get(page_of(text)).context["as_read"]
    assert office.post(page_of(text, f"wordings/{revision.pk}/"), {"as_read": token}).status_code == 404
    assert office.get(f"/admin/pafso/text/{other.pk + 1}/wordings/").status_code == 404
    other.refresh_from_db()
    assert other.title_en == "Y"


@pytest.mark.req("R14")
def test_a_member_does_not_get_in(as_member: Client, text: Text) -> None:
    for answer in (as_member.get(page_of(text)), as_member.post(page_of(text, "wordings/1/"))):
        assert answer.status_code == 302 or answer.status_code in {403, 404}
        assert "We &lt;are&gt;" not in answer.text


def test_whose_account_is_closed_has_no_name_here(office: Client, text: Text) -> None:
    save(office, text, title_en="About us")
    Revision.objects.update(by=None)

    page = office.get(page_of(text)).text

    assert "A person whose account is closed" in page


def test_the_page_costs_the_same_for_one_and_three(office: Client, text: Text, cast: Cast) -> None:
    save(office, text, title_en="1")
    office.get(page_of(text))
    costs = []
    for more in (0, 2):
        for number in range(more):
            revision = save(office, text, title_en=f"{number} more")
            by = make_user("Another", f"a{number}@example.org")
            Revision.objects.filter(pk=revision.pk).update(by=by)
        with CaptureQueriesContext(connection) as queries:
            assert office.get(page_of(text)).text.count("<article") == more + 1
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 8


def test_many_revisions_come_page_by_page(office: Client, text: Text) -> None:
    for number in range(22):
        Revision.objects.create(subject_type="pafso.Text", subject_id=str(text.pk),
                                before={"title_en": f"{number}"}, after={"title_en": "x"})  # fmt: skip

    first = office.get(page_of(text))
    second = office.get(page_of(text) + first.context["page"].next_url)

    assert (len(first.context["revisions"]), len(second.context["revisions"])) == (20, 2)


@pytest.mark.req("R60")
def test_the_page_in_french(office: Client, text: Text) -> None:
    save(office, text, title_en="About us")
    office.cookies["language"] = "fr"

    page = office.get(page_of(text), headers={"accept-language": "fr"}).text

    assert "Versions antérieures" in page
    assert "Earlier wordings" not in page
