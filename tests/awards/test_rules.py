"""Who may see what: the predicate and the queryset agree, for everyone in the cast and every state."""

from dataclasses import fields
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from awards import rules
from awards.co_nominators import actions as co_nominators
from awards.letters import actions as letter_actions
from awards.models import CoNominator, Letter, Nomination
from awards.nominations import actions
from members.models import Member, User
from tests.factories.awards import (
    make_award,
    make_co_nominator,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_member, make_user


@pytest.fixture
def everyone(cast: Cast) -> list[Any]:
    """The cast, a stranger, somebody who left the office, one of it without rights, and one who is a nominee."""
    former = make_user("Former Clerk", "former@example.org", is_staff=True, is_active=False)
    nominee = make_clerk("Jones of the Office", "jones@example.org")
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    people: list[Any] = [getattr(cast, field.name) for field in fields(cast)]
    return [*people, former, bare, nominee, AnonymousUser()]


@pytest.fixture
def all_kinds(cast: Cast) -> list[Nomination]:
    """One nomination in each state under each of the two rules for nominators, with letters in each state."""
    made = []
    for award in (make_award("closed"), make_award("open", letters_shown_to_nominator=True)):
        cycle = make_cycle(award)
        draft = make_draft(cycle, cast.officer)
        make_sent_letter(draft, "sent@example.org")
        make_letter(draft, "asked@example.org")
        letter_actions.revoke_letter(make_letter(draft, "revoked@example.org"), by=cast.officer)
        submitted = make_submitted(cycle, cast.colleague)
        make_letter(submitted, "late@example.org")
        withdrawn = actions.withdraw_nomination(make_submitted(cycle, cast.officer), by=cast.officer)
        set_aside = make_submitted(cycle, cast.staff, nominee_email="")
        actions.disqualify_nomination(
            set_aside, by=make_clerk(f"C {award.slug}", f"{award.slug}@example.org"), reason="No."
        )
        made += [draft, submitted, withdrawn, set_aside]
    return list(Nomination.objects.filter(pk__in=[one.pk for one in made]).with_cycle())


@pytest.mark.req("R15", "R16")
def test_both_faces_agree_about_nominations(everyone: list[Any], all_kinds: list[Nomination]) -> None:
    for user in everyone:
        by_rule = {one.pk for one in all_kinds if rules.may_see_nomination(user, one)}

        assert set(Nomination.objects.visible_to(user).values_list("pk", flat=True)) == by_rule, user


@pytest.mark.req("R15", "R16")
def test_both_faces_agree_about_letters(everyone: list[Any], all_kinds: list[Nomination]) -> None:
    letters = list(Letter.objects.select_related("nomination__cycle__award"))

    for user in everyone:
        by_rule = {one.pk for one in letters if rules.may_read_letter(user, one)}
        assert set(Letter.objects.visible_to(user).values_list("pk", flat=True)) == by_rule, user


@pytest.mark.req("R16")
def test_a_nominator_who_turns_out_to_be_the_nominee_reads_no_letter(cast: Cast) -> None:
    nomination = make_draft(make_cycle(make_award(letters_shown_to_nominator=True)), cast.officer)
    letter = make_sent_letter(nomination)
    before = rules.may_read_letter(cast.officer, letter), Letter.objects.visible_to(cast.officer).count()
    Nomination.objects.update(nominee_member=Member.objects.get(user=cast.officer))

    officer, letter = User.objects.get(pk=cast.officer.pk), Letter.objects.select_related("nomination__cycle").get()

    assert before == (True, 1)
    assert (rules.may_read_letter(officer, letter), Letter.objects.visible_to(officer).count()) == (False, 0)


@pytest.mark.req("R15", "R16")
@pytest.mark.parametrize(
    ("how", "may"), [("joined", True), ("invited", False), ("left", False), ("nominee", False), ("matched", False)]
)
def test_both_faces_agree_about_whoever_is_beside_it(cast: Cast, how: str, may: bool) -> None:
    """Who joined, until that ends; never the nominee, by the address in the case or as the Secretary matched them."""
    draft = make_draft(make_cycle(make_award(letters_shown_to_nominator=True)), cast.officer)
    row, letter = make_co_nominator(draft, cast.colleague), make_sent_letter(draft, "sent@example.org")
    if how == "invited":
        CoNominator.objects.update(user=None, joined_at=None)
    elif how == "left":
        co_nominators.leave_nomination(row, by=cast.colleague)
    elif how == "nominee":
        Nomination.objects.update(nominee_email=cast.colleague.email.upper())
    elif how == "matched":
        Nomination.objects.update(nominee_member=Member.objects.get(user=cast.colleague))
    case = Nomination.objects.with_cycle().get()
    letter = Letter.objects.select_related("nomination__cycle").get(pk=letter.pk)

    faces = {
        "is beside it": rules.is_co_nominator(cast.colleague, case),
        "puts it forward": rules.puts_forward(cast.colleague, case),
        "sees it": rules.may_see_nomination(cast.colleague, case),
        "finds it": Nomination.objects.visible_to(cast.colleague).exists(),
        "has it on the list": Nomination.objects.put_forward_by(cast.colleague).exists(),
        "reads the letter": rules.may_read_letter(cast.colleague, letter),
        "finds the letter": Letter.objects.visible_to(cast.colleague).exists(),
    }

    assert {name for name, face in faces.items() if face is not may} == set()


def states_seen(user: Any) -> set[tuple[str, str]]:
    rows = Nomination.objects.visible_to(user).values_list("nominator__name", "state")
    return {(name.split(" ")[0], state) for name, state in rows}


def test_who_sees_which_nominations(cast: Cast, everyone: list[Any], all_kinds: list[Nomination]) -> None:
    office = {("Benoît", "submitted"), ("Dominique", "disqualified")}

    assert states_seen(cast.officer) == {("Alix", "draft"), ("Alix", "withdrawn")}
    assert states_seen(cast.colleague) == {("Benoît", "submitted")}
    assert states_seen(cast.staff) == office
    assert states_seen(cast.outsider) == states_seen(AnonymousUser()) == set()
    assert states_seen(User.objects.get(email="former@example.org")) == set()
    assert states_seen(User.objects.get(email="bare@example.org")) == set()
    assert states_seen(User.objects.get(email="jones@example.org")) == {("Dominique", "disqualified")}


@pytest.mark.req("R16")
def test_who_reads_which_letters(cast: Cast, all_kinds: list[Nomination]) -> None:
    def read_by(user: Any) -> set[tuple[str, str]]:
        rows = Letter.objects.visible_to(user).values_list("nomination__cycle__award__slug", "nomination__state")
        return set(rows)

    assert read_by(cast.officer) == {("open", "draft"), ("open", "withdrawn")}
    assert read_by(cast.colleague) == {("open", "submitted")}
    assert read_by(cast.staff) == {("closed", "submitted"), ("open", "submitted"), ("open", "disqualified")}
    assert read_by(cast.outsider) == set()


@pytest.mark.req("R15", "R16")
def test_whom_the_secretary_matched_is_the_nominee(cast: Cast) -> None:
    """Whatever address the nominator wrote; also by an entry that was merged into the person's own."""
    clerk = make_clerk("Quite Another", "another@example.org")
    member = make_member(clerk, "8001", name="Quite Another")
    part = make_member(None, "8002", name="Quite Another")
    Member.objects.filter(pk=part.pk).update(merged_into=member)
    for entry in (member, part):
        case = make_submitted(make_cycle(make_award(f"award-{entry.pk}")), cast.officer)
        assert rules.may_see_nomination(clerk, case)
        Nomination.objects.filter(pk=case.pk).update(nominee_member=entry)
        case = Nomination.objects.with_cycle().get(pk=case.pk)
        letter = case.letters.select_related("nomination__cycle").first()

        assert rules.is_party(clerk, case)
        assert not rules.may_see_nomination(clerk, case)
        assert not rules.may_read_letter(clerk, letter)
        assert not Nomination.objects.visible_to(clerk).filter(pk=case.pk).exists()
        assert not Letter.objects.visible_to(clerk).filter(nomination=case).exists()
        assert Nomination.objects.involving(clerk).filter(pk=case.pk).exists()
        assert rules.may_see_nomination(cast.staff, case)
        assert Nomination.objects.visible_to(cast.staff).filter(pk=case.pk).exists()
