"""Of whom a group consists that is put forward: name, address if known, position, in the nominator's order."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from members.identity import Identity
from pafso.mailboxes import AddressField

from .states import NominationState

if TYPE_CHECKING:
    from .nomination import Nomination

MOST_MEMBERS = 40
FEWEST_MEMBERS = 2
GROUP = "group"


class GroupMemberQuerySet(models.QuerySet["GroupMember"]):
    def counting(self) -> "GroupMemberQuerySet":
        """Rows mean somebody only while their nomination is that of a group."""
        return self.filter(nomination__nominee_kind=GROUP)

    def of(self, me: Identity) -> "GroupMemberQuerySet":
        """Those at one of the addresses of that person."""
        return self.counting().filter(me.is_at("email"))


class GroupMember(models.Model):
    """One of a group, as the nominator wrote it; half an address is kept like any other draft."""

    COLUMNS = ("name", "email", "position")

    nomination = models.ForeignKey(
        "awards.Nomination", verbose_name=_("nomination"), on_delete=models.CASCADE, related_name="group_members"
    )
    place = models.PositiveSmallIntegerField(_("position in the list"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = AddressField(_("email address"), blank=True)
    position = models.CharField(_("position and mission"), max_length=200, blank=True)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of a group")
        ordering = ["place"]
        indexes = [models.Index(Upper("email"), name="group_member_at")]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "place"], name="group_member_one_for_each_place"),
            models.CheckConstraint(condition=Q(place__lt=MOST_MEMBERS), name="group_member_within_bounds"),
            models.CheckConstraint(condition=~Q(name="", email="", position=""), name="group_member_says_something"),
        ]

    def __str__(self) -> str:
        """Nothing of the person: this is what logs may keep."""
        return f"{self.nomination_id}-{self.place}"

    def as_written(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.COLUMNS}


def put_group(nomination: "Nomination", people: Sequence[Mapping[str, str]]) -> None:
    """PEOPLE in the place of whoever stood there; the row of NOMINATION is locked."""
    nomination.group_members.all().delete()
    GroupMember.objects.bulk_create(
        GroupMember(nomination=nomination, place=place, **person) for place, person in enumerate(people)
    )


def about(me: Identity, path: str = "") -> Q:
    """The second face of rules.is_nominee: nominations (at PATH of other rows) of that person, or of a group with that person."""
    matched = Q(**{f"{path}nominee_member__in": sorted(me.entries)}) if me.entries else Q()
    in_a_group = Q(**{f"{path}pk__in": GroupMember.objects.of(me).order_by().values("nomination")})
    submitted = Q(**{f"{path}pk__in": submitted_about(me).values("pk")})
    return me.is_at(f"{path}nominee_email") | in_a_group | matched | submitted


def is_as_submitted(me: Identity, nomination: "Nomination") -> bool:
    """While NOMINATION is with its nominator, the office reads the words that were submitted: who is the nominee in them, or in
    their group, is no reader, whatever its nominator writes meanwhile."""
    if nomination.state != NominationState.RETURNED:
        return False
    words = nomination.as_submitted or {}
    texts = [words.get("nominee_email", ""), *(text for each in words.get("group", ()) for text in each.values())]
    return any(me.has(text) for text in texts)


def submitted_about(me: Identity) -> "models.QuerySet[Nomination]":
    """The second face of `is_as_submitted`: those that are with their nominators are few, and found by their state."""
    nominations = GroupMember._meta.get_field("nomination").related_model._base_manager  # type: ignore[union-attr]
    rows = (
        nominations.filter(state=NominationState.RETURNED).order_by().alias(group_submitted=KT("as_submitted__group"))
    )
    found = Q(pk__in=())
    for address in sorted(me.addresses):
        found |= Q(as_submitted__nominee_email__iexact=address)
        for written in {f'"{address}"', json.dumps(address)}:  # engines differ in what they escape
            found |= Q(group_submitted__icontains=written)
    return rows.filter(found)
