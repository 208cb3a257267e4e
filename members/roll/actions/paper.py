"""The paper copy of the magazine: wanted with an address, changed, ended."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.eligibility import is_member
from members.models import Member, PaperCopy, User
from members.models.paper import LONGEST_LINE, MOST_LINES
from pafso.audit.log import record
from pafso.clock import ottawa_day
from pafso.errors import NotEligible, Refused
from pafso.text import countries
from pafso.text.one_line import one_line
from pafso.text.seen import as_title

from .careers import locked_member


def set_paper_copy(
    member: Member, *, is_wanted: bool, lines: str, country: str, by: User, now: datetime | None = None
) -> PaperCopy | None:
    """Write whether MEMBER wants the magazine on paper, and where it goes; the address goes with the wish.

    LINES are those of the envelope between the name and the country, which is a code of pafso.text.countries; both may be missing.
    The trail keeps that it changed, not what. Returns the row, None when there is no wish any more.
    Raises Refused (no address as `for_envelope` takes it), NotEligible for a person who is no member today.
    """
    now = now or timezone.now()
    with transaction.atomic():
        member = locked_member(member.pk)
        copy = PaperCopy.objects.filter(member=member).first()
        if not is_wanted:
            _end(member, copy, by)
            return None
        lines = for_envelope(lines)
        country = _checked(country) if lines else ""
        if copy is not None and (copy.lines, copy.country) == (lines, country):
            return copy
        if member.died_on is not None or not is_member(member, ottawa_day(now)):
            raise NotEligible(
                _("Paper copies go to members in good standing. There is no membership today."), code="not_a_member"
            )
        verb = "paper_copy_wanted" if copy is None else "paper_copy_readdressed"
        copy = copy or PaperCopy(member=member)
        copy.lines, copy.country, copy.changed_at = lines, country, now
        copy.save()
        record(verb, member, by=by)
    return copy


def for_envelope(text: str) -> str:
    """TEXT as the lines of an envelope: none empty, none with a break or a direction of its own.

    Raises Refused for more or longer lines than a label has room for.
    """
    typed = [one_line(as_title(line)).strip() for line in text.splitlines()]
    lines = [line for line in typed if line]
    if len(lines) > MOST_LINES:
        sentence = _("At most %(most)s lines, without your name and the country: a label has no room for more.")
        raise Refused(sentence % {"most": MOST_LINES}, code="too_many_lines")
    for line in lines:
        if len(line) > LONGEST_LINE:
            sentence = _("This line is longer than %(most)s characters. Put part of it on the next line: %(line)s")
            raise Refused(sentence % {"most": LONGEST_LINE, "line": line}, code="line_too_long")
    return "\n".join(lines)


def _checked(country: str) -> str:
    if not countries.name_of(country):
        raise Refused(_("Choose the country."), code="no_country")
    return country


def _end(member: Member, copy: PaperCopy | None, by: User) -> None:
    if copy is not None:
        copy.delete()
        record("paper_copy_ended", member, by=by)
