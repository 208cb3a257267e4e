"""Groups that are put forward, and a draft that two people write: nothing is lost, nothing is overwritten unseen."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from awards import rules
from awards.models import GroupMember, Letter, Nomination
from awards.nominations import actions
from awards.nominations.forms import rearranged
from pafso.drafts.models import EditedElsewhere
from pafso.errors import Incomplete, NotEligible
from pafso.text.dates import day_and_hour
from tests.factories.awards import make_award, make_co_nominator, make_cycle, make_draft, make_letter, make_sent_letter
from tests.factories.office import make_clerk
from tests.factories.people import Cast

IDA = {"name": "Ida Sand", "email": "ida@example.org", "position": "Consul, Accra"}
BO = {"name": "Bo Reed", "email": "", "position": ""}
EMPTY = {"name": "", "email": "", "position": ""}


@pytest.fixture
def draft(cast: Cast) -> Nomination:
    return make_draft(make_cycle(make_award(nominee_kind="group")), cast.officer)


def write(draft: Nomination, *people: dict[str, str], **how: Any) -> Nomination:
    draft.refresh_from_db()
    marks = {"tab": "first", "version": draft.version, **how}
    return actions.save_draft(draft, by=how.pop("by", draft.nominator), values={}, group=list(people), **marks)


def members(draft: Nomination) -> list[str]:
    return list(draft.group_members.values_list("name", flat=True))


def form_of(client: Client, draft: Nomination) -> dict[str, Any]:
    """The form as the browser would send it back."""
    form = client.get(draft.get_absolute_url()).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {f"group-{name}": value for name, value in form.group.management_form.initial.items()}
    for row in form.group:
        data |= {row.add_prefix(name): row[name].value() or "" for name in row.fields}
    return data


# --- written ----------------------------------------------------------------------------------------------------------
def test_rows_are_kept_in_order_and_empty_ones_are_not(draft: Nomination) -> None:
    write(draft, IDA, EMPTY, BO)
    version = Nomination.objects.get().version

    again = write(draft, IDA, BO)  # as it is already: no write

    assert members(draft) == ["Ida Sand", "Bo Reed"]
    assert again.version == version
    assert [member.place for member in draft.group_members.all()] == [0, 1]


def test_forty_at_most(draft: Nomination) -> None:
    with pytest.raises(NotEligible) as refused:
        write(draft, *({**BO, "name": f"P {number}"} for number in range(41)))

    assert refused.value.code == "group_too_large"
    assert not GroupMember.objects.exists()


def test_rows_stand_under_the_version_of_the_draft(draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)
    write(draft, IDA, tab="mine")

    with pytest.raises(EditedElsewhere) as refused:
        actions.save_draft(draft, by=cast.colleague, values={}, group=[BO], tab="theirs", version=draft.version - 1)

    assert str(refused.value).startswith("Alix Tremblay-Okafor saved a newer text on ")
    assert members(draft) == ["Ida Sand"]


@pytest.mark.parametrize(
    ("press", "after"),
    [
        ("up-1", "bac"),
        ("up-0", "abc"),
        ("down-0", "bac"),
        ("down-2", "abc"),
        ("remove-1", "ac"),
        ("remove-9", "abc"),
        ("add", "abc"),
        ("up-x", "abc"),
        ("", "abc"),
    ],
)
def test_buttons_move_and_remove(press: str, after: str) -> None:
    rows = [{"name": letter} for letter in "abc"]

    assert "".join(row["name"] for row in rearranged(rows, press)) == after


# --- on the page ------------------------------------------------------------------------------------------------------
def test_members_are_added_moved_and_removed_without_a_script(as_member: Client, draft: Nomination) -> None:
    path = draft.get_absolute_url()
    typed = form_of(as_member, draft)
    assert "nominee_position" not in typed

    added = as_member.post(path, {**typed, "group-0-name": "Ida Sand", "group-1-name": "Bo Reed", "row": "add"})
    assert added["Location"] == f"{path}#id_group"
    again = form_of(as_member, draft)
    assert (again["group-TOTAL_FORMS"], again["group-2-name"]) == (3, "")
    as_member.post(path, {**again, "group-2-name": "Cy Poe", "group-2-email": "half@", "row": "up-2"})
    assert members(draft) == ["Ida Sand", "Cy Poe", "Bo Reed"]
    assert draft.group_members.get(name="Cy Poe").email == "half@"
    as_member.post(path, {**form_of(as_member, draft), "row": "remove-0"})
    assert members(draft) == ["Cy Poe", "Bo Reed"]
    saved = as_member.post(path, form_of(as_member, draft), headers={"Accept": "application/json"})
    assert saved.status_code == 200


def test_what_is_too_long_keeps_what_was_typed(as_member: Client, draft: Nomination) -> None:
    typed = {**form_of(as_member, draft), "group-0-name": "x" * 151, "group-1-name": "Kept Name"}

    answer = as_member.post(draft.get_absolute_url(), typed)

    assert answer.status_code == 409
    assert "Something in the list of members is too long." in answer.text
    assert "Kept Name" in answer.text


def test_two_people_get_both_texts_and_the_name(client: Client, draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)
    theirs = Client()
    client.force_login(cast.officer)
    theirs.force_login(cast.colleague)
    mine, other = form_of(client, draft), form_of(theirs, draft)

    theirs.post(
        draft.get_absolute_url(), {**other, "case": "Text of Benoît.", "group-0-name": "Bo Reed", "stay": "yes"}
    )
    script = client.post(draft.get_absolute_url(), {**mine, "case": "Mine."}, headers={"Accept": "application/json"})
    page = client.post(draft.get_absolute_url(), {**mine, "case": "Text of Alix.", "group-0-name": "Ida Sand"})

    assert script.status_code == page.status_code == 409
    assert script.json()["code"] == "edited_elsewhere"
    assert script.json()["detail"].startswith("Benoît Lefèvre saved a newer text on ")
    draft.refresh_from_db()
    assert (script.json()["at"][:19], script.json()["at_in_words"]) == (
        draft.saved_at.isoformat()[:19],
        day_and_hour(draft.saved_at),
    )
    assert f"saved a newer text on {script.json()['at_in_words']}. Nothing" in script.json()["detail"]
    for text in (
        "<bdi>Benoît Lefèvre</bdi> saved a newer text:",
        "Text of Benoît.",
        "Text of Alix.",
        "Bo Reed",
        "Ida Sand",
    ):
        assert text in page.text
    assert '<span role="status" data-state="typing">Not saved yet</span>' in page.text
    assert "data-not-saved data-refused" in page.text and "data-saved-at" not in page.text
    assert "data-saved-at" in client.get(draft.get_absolute_url()).text
    assert (draft.case, members(draft)) == ("Text of Benoît.", ["Bo Reed"])
    # Sending it again is then a choice.
    chosen = {**mine, "case": "Both.", "version": page.context["form"]["version"].value(), "tab": "new", "stay": "yes"}
    assert client.post(draft.get_absolute_url(), chosen).status_code == 302
    draft.refresh_from_db()
    assert (draft.case, draft.last_saved_by) == ("Both.", cast.officer)


def test_ones_own_second_tab_is_not_called_somebody(as_member: Client, draft: Nomination, cast: Cast) -> None:
    actions.save_draft(draft, by=cast.officer, values={"case": "One."}, tab="one", version=draft.version)

    with pytest.raises(EditedElsewhere) as refused:
        actions.save_draft(draft, by=cast.officer, values={"case": "Two."}, tab="two", version=draft.version - 1)

    assert "in another tab" in str(refused.value)


# --- submitted --------------------------------------------------------------------------------------------------------
def test_a_group_needs_two_named_members_with_whole_addresses(draft: Nomination, cast: Cast) -> None:
    write(draft, {**IDA, "name": "", "email": "half@"})

    with pytest.raises(Incomplete) as refused:
        actions.submit_nomination(draft, by=cast.officer)

    said = {field: str(sentence) for field, sentence in refused.value.problems}
    assert said == {
        "group": "Name at least two members of the group.",
        "group-0-name": "Give the name of member 1.",
        "group-0-email": "The email address of member 1 is not complete.",
        "letters": "2 letters of support are still missing.",
    }


def test_of_one_person_no_member_is_handed_in(cast: Cast) -> None:
    draft = make_draft(make_cycle(make_award(nominee_kind="either", letters_needed=0)), cast.officer)
    write(draft, IDA)

    actions.submit_nomination(draft, by=cast.officer)

    assert not GroupMember.objects.exists()


# --- members of a group are nominees ----------------------------------------------------------------------------------
@pytest.mark.req("R16")
def test_a_member_is_the_nominee_by_both_faces(draft: Nomination, cast: Cast) -> None:
    clerk = make_clerk("Ida Sand", "ida@example.org")
    make_sent_letter(draft)
    make_sent_letter(draft, "two@example.org")
    actions.submit_nomination(write(draft, IDA, {**BO, "name": "Bo Reed"}), by=cast.officer)
    draft.refresh_from_db()

    assert rules.is_nominee(clerk, draft)
    assert rules.is_party(clerk, draft)
    assert not Nomination.objects.visible_to(clerk).exists()
    assert not Nomination.objects.in_hands_of(clerk).exists()
    assert Nomination.objects.involving(clerk).get() == draft
    assert not Letter.objects.visible_to(clerk).exists()
    assert Letter.objects.visible_to(cast.staff).count() == 2
    Nomination.objects.update(nominee_kind="individual")
    draft.refresh_from_db()
    assert not rules.is_nominee(clerk, draft)
    assert Nomination.objects.in_hands_of(clerk).exists()


@pytest.mark.req("R16")
def test_a_member_is_not_asked_for_a_letter_and_finds_none(draft: Nomination, cast: Cast) -> None:
    letter = make_letter(draft, cast.outsider.email)
    assert rules.letters_asked_of(cast.outsider).get() == letter
    write(draft, IDA, {**BO, "email": cast.outsider.email})

    assert not rules.letters_asked_of(cast.outsider).exists()
    with pytest.raises(NotEligible) as refused:
        make_letter(draft, "Ida@example.org")
    assert refused.value.code == "nominee_letter"


@pytest.mark.req("R16")
def test_a_colleague_with_a_members_name_must_say_who(draft: Nomination, cast: Cast) -> None:
    clerk = make_clerk("Bo Reed", "clerk9@example.org")
    assert not rules.must_say_who(clerk, draft)

    draft = write(draft, IDA, BO)

    assert rules.must_say_who(clerk, draft)


def test_members_are_on_the_copy_and_in_the_office(client: Client, draft: Nomination, cast: Cast) -> None:
    make_sent_letter(draft)
    make_sent_letter(draft, "two@example.org")
    actions.submit_nomination(write(draft, IDA, BO), by=cast.officer)
    make_co_nominator(draft, cast.colleague)

    client.force_login(cast.officer)
    copy = client.get(reverse("awards:copy", args=[draft.code])).text
    client.force_login(cast.staff)
    office = client.get(reverse("admin:awards_nomination_change", args=[draft.pk])).text

    for page in (copy, office):
        assert "Ida Sand" in page
        assert "Bo Reed" in page
        assert "Benoît Lefèvre" in page
