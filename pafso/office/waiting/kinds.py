"""The kinds of things that wait for the office, as the apps register them when they load."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.urls import reverse

from pafso.access import works_in_office
from pafso.lazy import Words

Rows = Callable[[AbstractBaseUser, datetime], QuerySet[Model]]
MOST_COLUMNS = 3


def in_a_row(*columns: str) -> str:
    return " · ".join(column for column in columns if column)


@dataclass(frozen=True)
class Kind:
    """Rows of one MODEL for which the office has one thing to do.

    ``rows`` gives those that wait for this person at this instant, and none that the person may not see; they wait since the
    moment in their column ``since``, and are called what ``words`` makes of their ``columns`` (at most three; "{language}"
    in a name stands for the reader's). ``url`` leads to where the verb is done, from key and columns; without one it is the
    record's page, or the item's own where ``ends_when_noted`` has the words of a button: for what no verb of ours ends.
    """

    name: str
    model: type[Model]
    title: Words
    verb: Words
    _: KW_ONLY
    right: str
    rows: Rows
    since: str
    columns: tuple[str, ...]
    words: Callable[..., str] = in_a_row
    url: Callable[..., str] | None = None
    covers: tuple[str, ...] = ()  # "Model.state" and "Model.due_date", of this app
    explained: Words = ""
    ends_when_noted: Words = ""
    concerns: Callable[[AbstractBaseUser], bool] = lambda person: True  # of those who hold the right

    @property
    def label(self) -> str:
        """The model, as the audit trail names it."""
        return self.model._meta.label

    def is_opened_by(self, person: AbstractBaseUser) -> bool:
        return works_in_office(person, self.right) and self.concerns(person)  # type: ignore[arg-type]

    def place(self, pk: int, columns: tuple[str, ...]) -> str:
        """Where the verb is done for the row PK."""
        if self.url:
            return self.url(pk, *columns)
        if self.ends_when_noted:
            return self.own_page(pk)
        return reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_change", args=[pk])

    def own_page(self, pk: int) -> str:
        """Where it is said who looks after it."""
        return reverse("admin:waiting_item", args=[self.name, pk])


_kinds: dict[str, Kind] = {}
_not_waiting: dict[str, str] = {}


def add(app: str, kinds: Iterable[Kind], not_waiting: Mapping[str, str]) -> None:
    """Register what waits in APP, in the order of the desk, and of every other state and due date why it does not."""
    for kind in kinds:
        _kinds[kind.name] = kind
    _not_waiting.update({f"{app}.{name}": because for name, because in not_waiting.items()})


def all_kinds() -> list[Kind]:
    return list(_kinds.values())


def kinds_for(person: AbstractBaseUser) -> list[Kind]:
    """Those whose right this person holds."""
    return [kind for kind in _kinds.values() if kind.is_opened_by(person)]


def kind_for(person: AbstractBaseUser, name: str) -> Kind | None:
    kind = _kinds.get(name)
    return kind if kind is not None and kind.is_opened_by(person) else None


def not_waiting() -> dict[str, str]:
    """ "app.Model.state" and "app.Model.date" of what does not wait, with the reason."""
    return dict(_not_waiting)
