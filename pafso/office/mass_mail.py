"""What writes to many is decided on a page that says to how many, and shows one of the mails in both languages.

The count goes with the press: when it has changed by much meanwhile, nothing is done and the page is shown again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pafso.as_read import digest_of
from pafso.errors import DomainError
from pafso.lazy import Words
from pafso.localized import Language
from pafso.mail import catalogue
from pafso.mail.broadcast import MassMail
from pafso.mail.catalogue import Sample
from pafso.mail.models import Mail
from pafso.mail.outbox import samples
from pafso.mail.samples import sample_mail
from pafso.text.figures import number

FIELD, SEEN = "told", "told_of"
# So many more or fewer are no surprise: somebody joined, or opted out, while the page was open.
FEW, A_SHARE = 3, 10


class CountChanged(DomainError):
    """It would be written to many more, or fewer, than the page said."""

    code = "count_changed"


class NotYetSeen(DomainError):
    """What depends on what was typed has not been looked at yet: it is shown, and the next press does it."""

    code = "not_yet_seen"
    default = _("Nothing has been changed yet. Check the email below, then confirm.")


@dataclass(frozen=True)
class Preview:
    """To how many, and what: a mail in each language, made by the function that writes it; nothing is sent by that.

    Where several mails are written, PARTS are those, each with its TITLE. SEEN is the digest of what was typed, if it is about that.
    """

    count: int
    mails: list[Mail]
    title: Words = ""
    parts: Sequence["Preview"] = ()
    seen: str = ""

    @property
    def in_words(self) -> str:
        words = ngettext("This email goes to %(n)s person.", "This email goes to %(n)s people.", self.count)
        return words % {"n": number(self.count)} if self.count else str(_("This email goes to nobody."))


# Of a target and what was typed about it.
Foretold = Callable[[Any, Mapping[str, Any]], Preview]
# Of a target: its mail and the people; or what is shown as it stands; None when nobody is written to.
Told = Callable[[Any], MassMail | Preview | None]


class Telling(Protocol):
    """What is asked of the page of a verb here."""

    @property
    def tells(self) -> Told | None: ...

    @property
    def foretells(self) -> Foretold | None: ...

    @property
    def quietly(self) -> Callable[..., object] | None: ...


V = TypeVar("V", bound=Telling)


def preview_of(told: MassMail, row: object) -> Preview:
    """With ROW itself and a made-up reader."""
    people = told.people(row)
    return Preview(people.count(), [_sample(told, row, people.model, language) for language in Language.values])


def _sample(told: MassMail, row: object, model: Callable[..., object], language: str) -> Mail:
    words = Sample(language)
    with samples() as written:
        reader = told.reader(words) if told.reader else model(name=words.reader, email=words.email, language=language)
        told.write(row, reader)
    return written[0]


def together(*parts: Preview) -> Preview:
    """Of several mails that one press writes."""
    return Preview(sum(part.count for part in parts), [mail for part in parts for mail in part.mails], parts=parts)


def preview_of_event(event: str, count: int) -> Preview:
    """Of a mail that goes to the people of COUNT rows, with made-up words."""
    known = catalogue.find(event)
    return Preview(count, [sample_mail(known, Sample(language)) for language in Language.values])


def told_by(verb: Telling, target: object) -> Preview | None:
    """What the page of VERB says about TARGET; None when nobody is written to."""
    told = verb.tells(target) if verb.tells else None
    return preview_of(told, target) if isinstance(told, MassMail) else told


def foretold_by(verb: Telling, target: object, values: Mapping[str, Any]) -> Preview | None:
    """What the press would write with VALUES, which were typed; None where that is known without them. Raises what the verb
    itself would."""
    return replace(verb.foretells(target, values), seen=digest_of(values)) if verb.foretells else None


def is_quiet(verb: Telling, request: HttpRequest) -> bool:
    return verb.quietly is not None and "_quietly" in request.POST


def as_pressed(verb: V, request: HttpRequest) -> V:
    """The verb of the button that was pressed: this one, or the one that writes to nobody."""
    quiet = cast(Any, verb)
    return replace(quiet, act=quiet.quietly, done=quiet.quiet_done) if is_quiet(verb, request) else verb


def check_count(verb: Telling, request: HttpRequest, preview: Preview | None) -> None:
    """Raises NotYetSeen for words whose mail nobody has looked at, CountChanged unless the page from which this press comes said about as many."""
    if preview is None or is_quiet(verb, request):
        return
    if preview.seen and request.POST.get(SEEN) != preview.seen:
        raise NotYetSeen
    shown = request.POST.get(FIELD, "")
    before = int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 10 else -1
    if before < 0:
        raise CountChanged(_("Nothing was sent. Check how many people this email goes to, then confirm."))
    if abs(before - preview.count) > max(FEW, before // A_SHARE):
        sentence = _(
            "Nothing was sent: the email would now go to %(now)s people, not %(before)s. Check again, then confirm."
        )
        raise CountChanged(sentence % {"now": number(preview.count), "before": number(before)})
