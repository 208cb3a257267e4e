"""By which addresses and names another's text may mean a person: their account's, and those of their entry on the roll."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from pafso.access import Visitor
from pafso.mailboxes import mailbox
from pafso.text.folding import folded

from .models import ContactDetail, Member, RollAddress, User

CACHED = "_identity"
ADDRESS, NAME, ENTRY = "address", "name", "entry"


@dataclass(frozen=True)
class Identity:
    """ADDRESSES and ENTRIES of the roll prove that somebody is meant; a NAME, folded and in any order of its words, only makes
    one ask."""

    addresses: frozenset[str]
    names: frozenset[frozenset[str]]
    entries: frozenset[int] = frozenset()

    def has(self, address: str) -> bool:
        return address.strip().lower() in self.addresses

    def is_at(self, column: str) -> Q:
        """Rows whose COLUMN is one of the addresses, however it is written."""
        found = Q(pk__in=())
        for address in sorted(self.addresses):
            found |= Q(**{f"{column}__iexact": address})
        return found

    def may_be(self, *texts: str) -> bool:
        """Whether one of TEXTS holds every word of one of the person's names: “Roy, Dominique”, “Mx Dominique ROY”."""
        words = [_words(text) for text in texts]
        return any(name <= each for name in self.names for each in words)


def _spellings(address: str) -> set[str]:
    """As the roll may have it, in its one form, and with its host as machines write it: what a nominator typed is any of them."""
    one = mailbox(address)
    name, at, host = one.rpartition("@")
    try:
        return {address.strip().lower(), one, f"{name}{at}{host.encode('idna').decode()}"}
    except UnicodeError:
        return {address.strip().lower(), one}


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", folded(text)))


def identity_of(user: Model | Visitor) -> Identity:
    """Every confirmed address of the account, every address of the roll's entry, verified or not. Asked once of an account
    that was read."""
    found: Identity | None = getattr(user, CACHED, None)
    if found is None:
        found = _read(user)
        setattr(user, CACHED, found)
    return found


def forget(user: Model | Visitor) -> None:
    if hasattr(user, CACHED):
        delattr(user, CACHED)


def _read(user: Model | Visitor) -> Identity:
    assert isinstance(user, User)
    said = [(ADDRESS, user.email), (NAME, user.name), *_rows(user)]
    addresses = {each for what, text in said if what == ADDRESS and text for each in _spellings(text)}
    names = {_words(text) for what, text in said if what == NAME and text}
    entries = frozenset(int(text) for what, text in said if what == ENTRY)
    return Identity(frozenset(addresses), frozenset(name for name in names if name), entries)


def _rows(user: User) -> Iterable[tuple[str, str]]:
    """One query; entries that turned out to be the person's second one are theirs too."""
    parts = [_part(ADDRESS, "email", EmailAddress.objects.filter(user=user.pk, verified=True))]
    for path in ("user", "merged_into__user"):
        parts += [
            _part(ENTRY, "pk", Member.objects.filter(**{path: user.pk})),
            _part(NAME, "name", Member.objects.filter(**{path: user.pk})),
            _part(ADDRESS, "email", RollAddress.objects.filter(**{f"member__{path}": user.pk})),
            _part(
                ADDRESS,
                "value",
                ContactDetail.objects.filter(**{f"member__{path}": user.pk}, kind=ContactDetail.Kind.OTHER_EMAIL),
            ),
        ]
    first, *rest = parts
    return first.union(*rest, all=True)


def _part(what: str, column: str, rows: QuerySet[Model]) -> QuerySet[Model, tuple[str, str]]:
    return rows.order_by().values_list(Value(what, CharField()), Cast(column, CharField()))


# Where an address of an account, or of its entry on the roll, may stand.
COLUMNS = [
    "email",
    "emailaddress__email",
    "member__addresses__email",
    "member__contacts__value",
    "member__duplicates__addresses__email",
    "member__duplicates__contacts__value",
]


def is_a_colleagues(address: str) -> bool:
    """Whether ADDRESS is one of somebody who works in the office, proven or not, however it is written."""
    found = Q(pk__in=())
    for each in sorted(_spellings(address)):
        for column in COLUMNS:
            found |= Q(**{f"{column}__iexact": each})
    return User.objects.filter(found, is_staff=True).exists()
