"""The only place that writes a state: a table of moves, and a compare-and-set that two people cannot both win."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from pafso.lazy import Words

from .errors import WrongMove


class Stateful(models.Model):
    """Base for models with a life cycle.

    A subclass names ``State`` (TextChoices), ``MOVES`` (state -> states that may follow) and a ``state`` CharField.
    """

    State: ClassVar[type[models.TextChoices]]
    MOVES: ClassVar[dict[str, set[str]]]
    state: Any

    class Meta:
        abstract = True

    def advance(self, to: str, **changes: Any) -> bool:
        """Move to TO and write CHANGES with it, in one UPDATE that only succeeds from the state last read.

        Returns False when the object is there already (repeating a move changes nothing).
        Raises WrongMove when the table does not allow it, or somebody else moved the object first.
        """
        if self.state == to:
            return False
        if to not in self.MOVES.get(self.state, set()):
            raise WrongMove(self.sentence_against(to))
        manager: Any = type(self)._base_manager
        if manager.filter(pk=self.pk, state=self.state).update(state=to, **changes) != 1:
            raise WrongMove(_("Somebody else changed this a moment ago. Reload the page to see what it is now."))
        for name, value in {"state": to, **changes}.items():
            setattr(self, name, value)
        return True

    def reload_locked(self) -> Self:
        """This object read again and locked until the transaction ends (call inside one)."""
        return type(self)._base_manager.select_for_update(of=("self",)).get(pk=self.pk)

    def sentence_against(self, to: str) -> Words:
        """Why it cannot become TO, from where it is."""
        return _("This is “%(now)s” and cannot become “%(then)s”.") % {
            "now": self.State(self.state).label,
            "then": self.State(to).label,
        }
