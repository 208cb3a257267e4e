"""The links of a letter: each mail has one of its own, and a supporter whose link is broken gets another by the letter's code."""

from datetime import datetime

from django.db import transaction

from awards.letters import mails
from awards.models import Letter, LetterLink
from members.accounts.password_reset import look_up_nobody
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.codes import same_code
from pafso.mailboxes import mailbox
from pafso.web.private_links import digest_of, new_token


def new_link(letter: Letter) -> tuple[str, LetterLink]:
    """A secret, and the row that keeps its digest; those that are out stay alive."""
    token = new_token()
    return token, LetterLink.objects.create(letter=letter, digest=digest_of(token))


def send_link_again(code: str, email: str, *, language: str, now: datetime | None = None) -> Letter | None:
    """Mail a fresh link to EMAIL, if that is the address at which the letter CODE was asked for; else a mail that says so, in LANGUAGE.

    None when there is no such letter there or its link would open nothing: whoever asks reads the same, and it costs as many
    statements and one mail, so that the clock tells nothing either (R05).
    """
    now = now or received_at()
    letters = Letter.objects.not_revoked().select_related("nomination__cycle__award", "nomination__nominator")
    with transaction.atomic():
        letter = letters.select_for_update(of=("self",)).filter(code=same_code(code), email=mailbox(email)).first()
        if letter is None or now >= letter.nomination.cycle.drafts_kept_until:
            look_up_nobody(2)  # in place of the link and of the line in the trail
            mails.letter_not_found(to=mailbox(email), language=language)
            return None
        token, link = new_link(letter)
        record("letter_link_sent_again", letter, changes={"nomination": letter.nomination.code})
        mails.letter_link_again(letter, token, link_id=link.pk)
    return letter
