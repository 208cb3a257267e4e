"""Who is in a nomination besides its nominator, of several nominations in one query: the group, and who nominates with them."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from .co_nominator import CoNominator
from .group import GroupMember
from .nomination import Nomination


def bring_people(nominations: Sequence[Nomination]) -> None:
    """Put into memory what `Nomination.group` and `Nomination.addresses_beside` give for each of NOMINATIONS."""
    groups: dict[int, list[GroupMember]] = defaultdict(list)
    addresses: dict[int, set[str]] = defaultdict(set)
    for place, key, name, email, said in _rows([nomination.pk for nomination in nominations]):
        if place is None:
            addresses[key] |= {email, said} - {""}
        else:
            groups[key].append(GroupMember(nomination_id=key, place=place, name=name, email=email, position=said))
    for nomination in nominations:
        nomination.bring(groups[nomination.pk], addresses[nomination.pk])


def _rows(keys: Sequence[int]) -> Sequence[tuple[int | None, int, str, str, str]]:
    """Members of groups with their place; without one, those who nominate with somebody, and the address of their account."""
    if not keys:
        return []
    members = GroupMember.objects.counting().filter(nomination__in=keys).order_by()
    beside = CoNominator.objects.standing().filter(nomination__in=keys).order_by()
    return list(
        members.values_list(F("place"), F("nomination"), F("name"), F("email"), F("position")).union(
            beside.values_list(
                Value(None, GroupMember._meta.get_field("place")), F("nomination"), F("name"), F("email"),
                Coalesce("user__email", Value("")),
            ),
            all=True,
        )
    )  # fmt: skip
