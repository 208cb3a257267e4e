"""Who is in a group that is put forward: written with the draft, under its version."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from awards.models import GroupMember, Nomination
from awards.models.group import FEWEST_MEMBERS, MOST_MEMBERS
from pafso.errors import NotEligible
from pafso.lazy import Words
from pafso.mailboxes import is_address, mailbox
from pafso.text.one_line import one_line

Person = dict[str, str]


def written(group: Sequence[Mapping[str, str]]) -> list[Person]:
    """The members as they are kept: in order, in one line each, without those of whom nothing is written. Raises NotEligible."""
    people = [_kept(each) for each in group]
    people = [person for person in people if any(person.values())]
    if len(people) > MOST_MEMBERS:
        raise NotEligible(_("A group has forty members at most."), code="group_too_large")
    return people


def _kept(member: Mapping[str, str]) -> Person:
    """An address half typed is kept as it is, in the form in which the column gives it back."""
    said = {name: one_line(member.get(name, "")).strip() for name in GroupMember.COLUMNS}
    return said | {"email": mailbox(said["email"])}


def missing_in_group(nomination: Nomination) -> list[tuple[str, Words]]:
    """What submitting still needs of a group; nothing for one person."""
    if not nomination.is_of_a_group:
        return []
    members = nomination.group
    problems: list[tuple[str, Words]] = []
    if len(members) < FEWEST_MEMBERS:
        problems.append(("group", _("Name at least two members of the group.")))
    for number, member in enumerate(members, start=1):
        if not member.name.strip():
            problems.append((f"group-{member.place}-name", _("Give the name of member %(n)s.") % {"n": number}))
        if member.email and not is_address(member.email):
            sentence = _("The email address of member %(n)s is not complete.") % {"n": number}
            problems.append((f"group-{member.place}-email", sentence))
    return problems
