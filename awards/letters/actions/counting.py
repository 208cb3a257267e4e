"""From whom letters count: matched to the roll, judged at the cycle's date, told to the nominator while there is time."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.letters import mails
from awards.locking import check_handles, check_not_frozen, locked_letter, locked_nomination
from awards.models import Cycle, Letter
from members.eligibility import Career, Fact, careers_of
from members.models import Member, RollAddress, User
from pafso.access import works_in_office
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import Incomplete, NotEligible, WrongMove
from pafso.hiding import wanted_reason
from pafso.lazy import Words
from pafso.mailboxes import mailbox
from pafso.text.dates import filled_in


def standing_of(letter: Letter) -> Fact:
    """Whether LETTER counts, with the reason from the roll, for the Secretary; in SQL it is `awards.models.counting.counts`."""
    return standings_of([letter])[letter.pk]


def standings_of(letters: Iterable[Letter]) -> dict[int, Fact]:
    """The same of many, by their key, in one query for the memberships of all, and one for who of them is of the case."""
    rows = {letter: letter.member and (letter.member.merged_into or letter.member) for letter in letters}
    some = [writer for letter, writer in rows.items() if writer and letter.only_some_count]
    careers, barred = careers_of(some, "memberships"), _barred(rows)
    return {
        letter.pk: _standing(letter, careers.get(writer.pk) if writer else None, barred.get(letter.pk))
        for letter, writer in rows.items()
    }


def _standing(letter: Letter, career: Career | None, barred: Words | None) -> Fact:
    if not letter.only_some_count:
        return Fact(True, _("Letters from anyone count."))
    if letter.counts_note:
        return Fact(True, filled_in(_("It counts as an exception: %(note)s"), note=letter.counts_note))
    if career is None:
        return Fact(False, _("The supporter has not been matched on the roll."))
    return Fact(False, barred) if barred else career.is_regular(letter.read_on)


def plain_reason(letter: Letter) -> Words:
    """Why LETTER does not count, for its nominator: nothing of the roll beyond that."""
    return plain_reasons([letter])[letter.pk]


def plain_reasons(letters: Iterable[Letter]) -> dict[int, Words]:
    """The same of many, by their key."""
    rows = list(letters)
    barred = _barred(rows)
    return {letter.pk: barred.get(letter.pk) or _plain_reason(letter) for letter in rows}


def _plain_reason(letter: Letter) -> Words:
    if letter.member_id is None:
        return _("We could not match the supporter on the roll. The office is looking into it.")
    return filled_in(_("The supporter is not a regular member on %(day)s."), day=letter.read_on)


def why_not_counting(letter: Letter) -> Words | None:
    """Why LETTER, which is in, does not count as it stands, for whoever wrote it: what they know of themselves and the rule, no
    code of another letter and nothing else of the roll. None where it counts."""
    if letter.state != Letter.State.SENT or standing_of(letter):
        return None
    if letter.member_id is None:
        return _("We have not found you on the roll yet. The office is looking into it.")
    if letter.pk in _barred([letter]):
        return _("The rules count one letter from each person, and none from the nominee or the nominator.")
    return filled_in(_("You are not a regular member of PAFSO on %(day)s, as this award requires."), day=letter.read_on)


def _barred(letters: Iterable[Letter]) -> dict[int, Words]:
    """Why the writer of a letter, whoever they are on the roll, cannot support its nomination with it; by its key."""
    matched = [letter.pk for letter in letters if letter.member_id and letter.only_some_count]
    if not matched:
        return {}
    whose = ("pk", "of_nominee", "of_nominator", "another")
    rows = Letter.objects.filter(pk__in=matched).saying_whose().values_list(*whose)
    reasons = {pk: _why_barred(*row) for pk, *row in rows}
    return {pk: reason for pk, reason in reasons.items() if reason}


def _why_barred(of_nominee: bool, of_nominator: bool, another: str | None) -> Words | None:
    """Of what `saying_whose` says."""
    if of_nominee:
        return _("The letter is from the nominee.")
    if of_nominator:
        return _("The letter is from the nominator.")
    sentence = _("Letter %(code)s is from the same person, and only one of them counts.")
    return filled_in(sentence, code=another) if another else None


def match_on_roll(letter: Letter) -> Member | None:
    """The one person whom the roll has at the address to which the link went; nobody when it is nobody's, or two people's.

    Not the address that the writer gives: nobody has shown that it is theirs.
    """
    address = mailbox(letter.email)
    of_account = Member.objects.filter(
        user__in=EmailAddress.objects.filter(email=address, verified=True).values("user"), merged_into=None
    )
    of_roll = Member.objects.filter(
        pk__in=RollAddress.objects.filter(email=address).values("member"), merged_into=None, struck_at=None
    )
    found = {member.pk: member for member in [*of_account[:2], *of_roll[:2]]}
    return next(iter(found.values())) if len(found) == 1 else None


def tell_what_counts(letter: Letter, now: datetime) -> None:
    """Tell the nominator that LETTER, locked and just sent, is in: how many count, or why it does not."""
    counting = letter.nomination.letters.counting().count()
    if standing_of(letter):
        mails.letter_received(letter, letters_in=counting)
    else:
        _tell_not_counting(letter, counting, now)


def _tell_not_counting(letter: Letter, counting: int, now: datetime) -> None:
    """Once for each time that it was sent, whatever is found out about it afterwards."""
    letter.told_not_counting_at = now
    letter.save(update_fields=["told_not_counting_at"])
    mails.letter_not_counting(letter, plain_reason(letter), letters_in=counting)


# --- The Secretary ---------------------------------------------------------------------------------------------------
def match_letter(letter: Letter, *, by: User, number: str) -> Letter:
    """Say who on the roll wrote LETTER, by the member's NUMBER; the nominator is told if that changes whether it counts.

    Raises Incomplete for a number that is nobody's, NotEligible for whom `check_handles` refuses, Frozen.
    """
    member = Member.objects.by_number(number)
    if member is None or member.erased_at or member.struck_at:
        raise Incomplete([("number", _("Nobody on the roll has this number."))])
    member = member.merged_into or member
    with transaction.atomic():
        letter = _locked_for(letter, by)
        if letter.member_id != member.pk:
            letter.member = member
            letter.save(update_fields=["member"])
            record("letter_matched", letter, by=by, changes={"nomination": letter.nomination.code})
            _tell_of_change(letter)
    return letter


def count_letter(letter: Letter, *, by: User, reason: str) -> Letter:
    """Let LETTER count although the roll says no, for a REASON that the trail keeps. Again is harmless.

    Raises Incomplete without a reason, NotEligible where every letter counts or for whom `check_handles` refuses, Frozen.
    """
    reason = wanted_reason(reason)[:300]
    with transaction.atomic():
        letter = _locked_for(letter, by)
        if not letter.only_some_count:
            raise NotEligible(_("In this cycle every letter counts already."), code="counts_already")
        if letter.counts_note != reason:
            letter.counts_note = reason
            letter.save(update_fields=["counts_note"])
            record(
                "letter_counted",
                letter,
                by=by,
                changes={"nomination": letter.nomination.code, "reason": reason[:200]},
            )
            _tell_of_change(letter)
    return letter


def settle_letter(letter: Letter, *, by: User, number: str, reason: str) -> Letter:
    """For a supporter whom the roll was not found to have: match LETTER by the member's NUMBER, or let it count for a REASON.

    Raises Incomplete for neither or both, NotEligible for who may only read, WrongMove where a colleague did it meanwhile, and
    what these two raise.
    """
    if not works_in_office(by, "awards.change_nomination"):
        raise NotEligible(_("You may read nominations and not change them."), code="only_reads")
    number, reason = number.strip(), reason.strip()
    if bool(number) == bool(reason):
        raise Incomplete([("number", _("Give either the member number or the reason."))])
    with transaction.atomic():
        letter = _locked_for(letter, by)
        if letter.member_id is not None or letter.counts_note:
            raise WrongMove(_("This has been done meanwhile: %(reason)s") % {"reason": standing_of(letter).reason})
        return match_letter(letter, by=by, number=number) if number else count_letter(letter, by=by, reason=reason)


def _locked_for(letter: Letter, by: User) -> Letter:
    nomination = locked_nomination(letter.nomination)
    check_handles(nomination, by=by)
    check_not_frozen(nomination)
    return locked_letter(letter)


def _tell_of_change(letter: Letter) -> None:
    """Of a letter that is in: whoever was told that it does not count hears that it does, and the other way round."""
    if letter.state != Letter.State.SENT:
        return
    holds, counting = bool(standing_of(letter)), letter.nomination.letters.counting().count()
    if holds and letter.told_not_counting_at:
        mails.letter_counts(letter, letters_in=counting)
        letter.told_not_counting_at = None
        letter.save(update_fields=["told_not_counting_at"])
    elif not holds and not letter.told_not_counting_at:
        _tell_not_counting(letter, counting, received_at())


def tell_of_uncounted(now: datetime) -> int:
    """For the clock: letters that no longer count, since the roll or the cycle changed, while nominators can still replace
    them; and those that count again. Returns to how many something was written."""
    cycles = Cycle.objects.open().filter(letters_from=Cycle.LettersFrom.REGULAR, frozen_at=None)
    letters = Letter.objects.filter(nomination__cycle__in=list(cycles.values_list("pk", flat=True)))
    lost = letters.not_counting().filter(told_not_counting_at=None)
    won = letters.counting().exclude(told_not_counting_at=None)
    found = [*lost.values_list("pk", flat=True), *won.values_list("pk", flat=True)]
    for pk in found:
        with transaction.atomic():
            _tell_of_change(locked_letter(Letter(pk=pk)))
    return len(found)
