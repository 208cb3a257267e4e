"""The paper of a proof: its words in one language, and the page that a sandboxed process sets of them."""

import base64

from django.utils import translation
from django.utils.translation import gettext as _

from members.models import Proof
from pafso.addresses import absolute_url
from pafso.errors import Refused
from pafso.files import sandbox
from pafso.files.inspection.errors import Unreadable
from pafso.files.sandbox import MEBIBYTE, Limits
from pafso.text.dates import day_in_words

LIMITS = Limits(memory_bytes=1024 * MEBIBYTE, cpu_seconds=10, wall_seconds=15, niceness=0)
ASSOCIATION = {
    "en": "Professional Association of Foreign Service Officers (PAFSO)",
    "fr": "Association professionnelle des agents du Service extérieur (APASE)",
}


def proof_pdf(proof: Proof, language: str) -> bytes:
    """One page in LANGUAGE. Raises Refused where the fonts lack letters of the name: the code says it all the same."""
    try:
        encoded = sandbox.run("members.proofs.paper:set_proof", words_of(proof, language), limits=LIMITS)
    except Unreadable as error:
        sentence = _(
            "The PDF cannot show every character of your name. Give the code instead: the page where it is checked shows them all."
        )
        raise Refused(sentence, code="letters") from error
    return base64.b64decode(encoded)


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
