"""What the mails of the awards share: the words about a cycle, and a sample of nobody."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.localized import localized
from pafso.mail.catalogue import Sample
from pafso.mail.writing import format_moment

from .models import Award, Cycle, Letter, Nomination

TO_SUPPORTER, TO_NOMINATOR = _("The supporter"), _("The nominator")


def about(cycle: Cycle, language: str) -> dict[str, Any]:
    """The award's name and the deadline in words, in the recipient's language."""
    return {
        "award": localized(cycle.award, "name", language),
        "year": cycle.year,
        "deadline": format_moment(cycle.closes_at, language),
    }


def sample_letter(sample: Sample) -> Letter:
    """A letter and its nomination, of nobody; not saved."""
    award = Award(slug="sample", name_en=sample.title, name_fr=sample.title)
    nominator = User(name=sample.reader, email=sample.email, language=sample.language)
    nomination = Nomination(
        code=sample.code,
        cycle=Cycle(award=award, year=2026, opens_at=sample.now, closes_at=sample.now, letters_needed=2),
        nominator=nominator,
        nominee_name=sample.other,
        submitted_at=sample.now,
        withdrawn_at=sample.now,
        disqualified_reason=sample.reason,
        returned_until=sample.now,
        returned_note=sample.reason,
        typed_meanwhile={"case": sample.reason},
    )
    return Letter(
        code=sample.code,
        nomination=nomination,
        name=sample.other,
        email=sample.email,
        invited_in=sample.language,
        sent_at=sample.now,
    )
