"""What is held of people who put a nomination forward together, and of the groups that are put forward."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.co_nominators.actions.ending import leave_nomination
from awards.models import CarryOver, CoNominator, GroupMember, Nomination
from awards.models.co_nominator import CoNominatorQuerySet
from members.models import User
from pafso.mail.models import Mail
from pafso.mail.personal_data import before_account
from pafso.privacy.registry import PersonalDataKind


def kinds_of(user: User) -> tuple[PersonalDataKind, ...]:
    return (
        PersonalDataKind(
            name="groups",
            title=_("Members of the groups that you nominated"),
            why=_("So that the panel knows who did the work."),
            retained=_("As long as the nomination."),
            rows=GroupMember.objects.filter(nomination__nominator=user).select_related("nomination").order_by("-id"),
            columns=("nomination", "place", "name", "email", "position"),
        ),
        PersonalDataKind(
            name="invited_co_nominators",
            title=_("People whom you invited to nominate with you"),
            why=_("So that they can join, and you can see who has."),
            retained=_("As long as the nomination."),
            rows=CoNominator.objects.filter(nomination__nominator=user).select_related("nomination").order_by("-id"),
            columns=("nomination", "name", "email", "invited_in", "invited_at", "asked_again_at", "joined_at", "ended_at",
                     "ending"),
        ),
        PersonalDataKind(
            name="carry_overs",
            title=_("Offers to carry a nomination of yours over into a new cycle"),
            why=_("So that nothing is carried over without you."),
            retained=_("As long as the nomination, or until you close your account."),
            rows=CarryOver.objects.made_to(user).with_cycles().order_by("-id"),
            columns=("nomination", "cycle", "offered_at", "answer_until", "answered_at", "accepted", "draft"),
        ),
        PersonalDataKind(
            name="co_nominations",
            title=_("Nominations that you work on with their nominator"),
            why=_("So that you can work on the draft and ask for letters."),
            retained=_("As long as the nomination, or until you close your account."),
            # Its words are its nominator's: they are on the page of the nomination, as long as both work on it.
            rows=CoNominator.objects.filter(user=user).select_related("nomination__cycle__award").order_by("-id"),
            columns=("nomination", "nomination__cycle", "name", "email", "invited_at", "joined_at", "ended_at", "ending"),
            through=("user",),
        ),
    )  # fmt: skip


def kind_under(address: str, reader: AbstractBaseUser | None) -> PersonalDataKind:
    """Invitations sent to ADDRESS: for the person, or those of which READER of the office may know."""
    rows = invitations_under(address)
    if reader is not None:
        theirs = Nomination.objects.handed_in().looked_after_by(reader)  # type: ignore[arg-type]
        rows = rows.filter(nomination__in=theirs.order_by().values("pk"))
    return PersonalDataKind(
        name="co_nominations",
        title=_("Invitations to nominate with somebody, sent to this address"),
        why=_("So that the person can join."),
        retained=_("As long as the nomination."),
        rows=rows.select_related("nomination__cycle__award").order_by("-id"),
        columns=("nomination__cycle", "name", "email", "invited_at", "ended_at", "ending"),
    )


def invitations_under(address: str) -> CoNominatorQuerySet:
    """Those that were not taken up; what was is its account's. Never in a nomination of whoever has the address (R16)."""
    rows = CoNominator.objects.filter(before_account(address, "invited_at"), email__iexact=address, user=None)
    return rows.exclude(about_who_has(address))


def about_who_has(address: str) -> Q:
    group = GroupMember.objects.counting().filter(email__iexact=address).order_by().values("nomination")
    return Q(nomination__nominee_email__iexact=address) | Q(nomination__in=group)


def forget_carry_overs(user: User) -> None:
    """What was offered to this person goes with its mails; what they offered for the office stays, without their name."""
    rows = CarryOver.objects.made_to(user)
    for pk in rows.values_list("pk", flat=True):
        Mail.objects.filter(key=f"carry_over_offered:{pk}").delete()
    rows.delete()
    CarryOver.objects.filter(offered_by=user).update(offered_by=None)


def leave_co_nominations(user: User, now: datetime) -> int:
    """The nominator is told, and goes on alone; that this person was beside them is forgotten."""
    rows = list(CoNominator.objects.filter(user=user).order_by("pk"))
    for row in rows:
        leave_nomination(row, by=user, now=now)
        row.delete()
    return len(rows)
