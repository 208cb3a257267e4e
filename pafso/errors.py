"""What can be wrong with a wish: one family of errors, each a sentence that the person can read in their language."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pafso.lazy import Words


class DomainError(Exception):
    """A rule of the association refuses. ``message`` is a translatable sentence; ``code`` is stable for programs.

    A view shows the message beside the form (or as a notice), the API answers ``status`` with code and message.
    """

    code = "refused"
    status = 409
    default = _("This cannot be done now.")

    def __init__(self, message: Words | None = None, *, code: str | None = None) -> None:
        self.message = message if message is not None else self.default
        self.code = code or self.code
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class WrongMove(DomainError):
    """The object is not in a state from which this can be done."""

    code = "wrong_move"


class WindowClosed(DomainError):
    """Too early or too late."""

    code = "window_closed"
    default = _("The period for this is over. What you wrote is kept and you can still read it.")


class NotEligible(DomainError):
    """The person may see the page, and a rule says that they may not do this."""

    code = "not_eligible"
    status = 422


class Incomplete(DomainError):
    """Something that is needed to submit is missing; ``problems`` are (field, sentence) pairs to walk through."""

    code = "incomplete"
    status = 422
    default = _("Something still has to be completed or corrected.")

    def __init__(self, problems: Sequence[tuple[str, Words]]) -> None:
        self.problems = list(problems)
        super().__init__()


def problems_of(error: ValidationError) -> Incomplete:
    """What a model's `full_clean` refuses, as an error of ours, each sentence beside its field."""
    return Incomplete([(name, sentence) for name, sentences in error.message_dict.items() for sentence in sentences])


class Refused(DomainError):
    """A file or a value cannot be taken; nothing of it was kept."""

    code = "file_refused"
    status = 422
