"""The paper of a proof: its words in one language, and the page that a sandboxed process sets of them."""

import logging
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from members.models import Proof
from pafso.addresses import absolute_url
from pafso.documents import paper
from pafso.errors import Refused
from pafso.text.dates import day_in_words

TEMPLATE = Path(__file__).with_name("paper.typ")
log = logging.getLogger(__name__)
ASSOCIATION = {
    "en": "Professional Association of Foreign Service Officers (PAFSO)",
    "fr": "Association professionnelle des agents du Service extérieur (APASE)",
}


def proof_pdf(proof: Proof, language: str) -> bytes:
    """One page in LANGUAGE. Raises Refused where the fonts lack letters of the name: the code says it all the same."""
    try:
        return paper.pdf(TEMPLATE, words_of(proof, language), names=[proof.name])
    except paper.NoFontShows as error:
        # The member installs nothing: what helps them is said here, and the log has what helps the association.
        log.warning("a proof of membership cannot be set: %s", error)
        sentence = _(
            "The PDF cannot show every character of your name. Give the code instead: the page where it is checked shows them all."
        )
        raise Refused(sentence, code=error.code) from error


def words_of(proof: Proof, language: str) -> dict[str, object]:
    """Everything on the page: a name and a day, and how to check them."""
    other = "fr" if language == "en" else "en"
    with translation.override(language):
        address = absolute_url(f"/{language}/proofs/")
        last_day = day_in_words(proof.last_day)
        return {
            "language": language,
            "other_language": other,
            "association": ASSOCIATION[language],
            "association_in_other": ASSOCIATION[other],
            "title": _("Proof of membership"),
            "sentence": sentence_of(proof),
            "how": _("Anyone who reads this can check it at %(address)s with this code:") % {"address": address},
            "code": in_fours(proof.code),
            "until": _("The code is valid until %(day)s. The member can revoke it sooner.") % {"day": last_day},
            "nothing_more": _("PAFSO confirms the name and the date, and nothing else about the person."),
            "day": [proof.made_on.year, proof.made_on.month, proof.made_on.day],
        }


def sentence_of(proof: Proof) -> str:
    """What it says, in the language in use."""
    said = {"name": proof.name, "day": day_in_words(proof.made_on)}
    return _("%(name)s was a member of PAFSO on %(day)s.") % said


def in_fours(code: str) -> str:
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
