"""What waits for the office in the awards, and why the rest does not."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awards.desk.not_eligible import judged
from awards.desk.same_name import unanswered
from awards.eligibility import Verdict
from awards.models.nomination import NominationQuerySet
from awards.models.right import VIEW, awards_of
from pafso.documents.models import ReadersCopy
from pafso.office.waiting.kinds import Kind
from pafso.rights import colleagues

from .letters.actions.standing import unreached
from .models import Award, AwardRight, CarryOver, Cycle, Letter, Nomination

# So long after it was asked for, or asked for again, a letter is one that somebody should ask about.
LETTER_IS_LATE = timedelta(days=7)
DUE_SOON = timedelta(days=2)
Person = AbstractBaseUser


def _page_of(name: str) -> Callable[..., str]:
    return lambda pk, *_columns: reverse(f"admin:awards_nomination_{name}", args=[pk])


def undecided_cycles(person: Person, now: datetime) -> QuerySet[Cycle]:
    """Closed with their grace, not called off, with nominations that nobody has decided about."""
    submitted = _theirs(person).filter(cycle=OuterRef("pk"), state=Nomination.State.SUBMITTED)
    return Cycle.objects.going_ahead().over(now).filter(Exists(submitted))


def withdrawn_nominations(person: Person, now: datetime) -> QuerySet[Nomination]:
    """Handed in once and taken back; what it says is its nominator's own again."""
    return _theirs(person).filter(state=Nomination.State.WITHDRAWN, withdrawn_at__isnull=False)


def late_letters(person: Person, now: datetime) -> QuerySet[Letter]:
    """Asked for a week ago, for a nomination that is handed in, in a cycle that still takes letters."""
    theirs = _theirs(person).filter(state=Nomination.State.SUBMITTED)
    late = Letter.objects.filter(state=Letter.State.INVITED, asked_again_at__lte=now - LETTER_IS_LATE)
    return late.filter(nomination__in=theirs.filter(cycle__in=Cycle.objects.not_over(now).values("pk")))


def unmatched_letters(person: Person, now: datetime) -> QuerySet[Letter]:
    """Received, and nobody knows yet whether they count; of drafts too, as long as these can be submitted."""
    letters = Letter.objects.looked_after_by(person).to_match()  # type: ignore[arg-type]
    taking = Q(nomination__cycle__in=Cycle.objects.not_over(now).values("pk"))
    return letters.filter(Q(nomination__state__in=LIVE) | taking)


def unreadable_letters(person: Person, now: datetime) -> QuerySet[ReadersCopy]:
    """Of letters that this person may open: what their supporters have not sent yet is theirs to mend."""
    letters = Letter.objects.held_for(person)  # type: ignore[arg-type]
    return ReadersCopy.objects.failed().filter(original__letters__in=letters)


def unreadable_scans(person: Person, now: datetime) -> QuerySet[ReadersCopy]:
    """Of nominations on paper that this person has in hand."""
    theirs = Nomination.objects.in_hands_of(person)  # type: ignore[arg-type]
    return ReadersCopy.objects.failed().filter(original__nominations__in=theirs)


def unreadable_corrections(person: Person, now: datetime) -> QuerySet[ReadersCopy]:
    """Of what supporters told the office after the freeze, with a file, in cases that this person has in hand; begun or written down."""
    theirs = Nomination.objects.in_hands_of(person)  # type: ignore[arg-type]
    return ReadersCopy.objects.failed().filter(original__later_corrections__letter__nomination__in=theirs)


def letters_to_ask_about(person: Person, now: datetime) -> QuerySet[Letter]:
    """On paper, of writers whom no email reaches, where the nomination was carried over into a cycle that takes letters."""
    letters = unreached(Letter.objects.looked_after_by(person))  # type: ignore[arg-type]
    carried = Letter.objects.not_revoked().filter(
        carried_from=OuterRef("pk"), nomination__cycle__in=Cycle.objects.not_over(now).values("pk")
    )
    drafts = _theirs(person).filter(
        state__in=(Nomination.State.DRAFT, *LIVE), cycle__in=Cycle.objects.not_over(now).values("pk")
    )
    offers = CarryOver.objects.filter(nomination=OuterRef("nomination"), draft__in=drafts.order_by().values("pk"))
    return letters.filter(Exists(offers)).exclude(Exists(carried))


def _theirs(person: Person) -> NominationQuerySet:
    """What this person may know of: in an award that they look after, and they are no party to it."""
    return Nomination.objects.looked_after_by(person)  # type: ignore[arg-type]


def stuck_cycles(person: Person, now: datetime) -> QuerySet[Cycle]:
    """With a case that nobody may open, since nobody looks after the award or all who do are parties to the case.

    Only somebody who does not look after the award is told: whoever does would learn that there is a case about them.
    """
    mine = awards_of(person)  # type: ignore[arg-type]
    if mine.every:
        return Cycle.objects.none()
    stuck = [case.pk for award in Award.objects.exclude(pk__in=mine.keys) for case in _that_nobody_may_open(award)]
    return Cycle.objects.filter(pk__in=stuck)


def _that_nobody_may_open(award: Award) -> QuerySet[Cycle]:
    cases = Nomination.objects.filter(state=Nomination.State.SUBMITTED)
    for colleague in colleagues(AwardRight, VIEW, award.pk):
        cases = cases.involving(colleague)
    return award.cycles.filter(Exists(cases.filter(cycle=OuterRef("pk"))))


def unmatched_nominees(person: Person, now: datetime) -> QuerySet[Nomination]:
    """Nobody can say whether the nominee may receive the award; no exception was made."""
    asked = _undecided(person).filter(nominee_member=None, eligibility_override=None)
    by_roll = Cycle.objects.exclude(nominee_rule=Cycle.NomineeRule.ANYONE).values("pk")
    return asked.filter(cycle__in=by_roll, nominee_kind=Nomination.NomineeKind.INDIVIDUAL)


def ineligible_nominees(person: Person, now: datetime) -> QuerySet[Nomination]:
    """The roll says no, and the Secretary has neither made an exception nor set the nomination aside."""
    by_roll = Cycle.objects.exclude(nominee_rule=Cycle.NomineeRule.ANYONE).values("pk")
    matched = _undecided(person).filter(cycle__in=by_roll, eligibility_override=None, nominee_member__isnull=False)
    return judged(matched, Verdict.NOT_ELIGIBLE)


def double_nominations(person: Person, now: datetime) -> QuerySet[Nomination]:
    """The later one of two that stand for one person in one cycle, both of which this person may know of."""
    earlier = _undecided(person).filter(
        cycle=OuterRef("cycle"), nominee_member=OuterRef("nominee_member"), pk__lt=OuterRef("pk")
    )
    return _undecided(person).filter(Exists(earlier), nominee_member__isnull=False)


def returned_nominations(person: Person, now: datetime) -> QuerySet[Nomination]:
    """With their nominators, and due back within two days."""
    return _theirs(person).filter(state=Nomination.State.RETURNED, returned_until__lte=now + DUE_SOON)


def unfrozen_cycles(person: Person, now: datetime) -> QuerySet[Cycle]:
    """Over with their grace and everybody's later deadline, going ahead, and their dossiers not frozen."""
    live = _theirs(person).filter(cycle=OuterRef("pk"), state__in=LIVE)
    # Those with a date of their own are few, and an index has them: each is looked for by itself.
    longer = Nomination.objects.filter(extended_until__gte=now).order_by()
    later = Letter.objects.filter(extended_until__gte=now).order_by()
    over = Cycle.objects.going_ahead().over(now).filter(Exists(live), frozen_at=None)
    return over.exclude(pk__in=longer.values("cycle")).exclude(pk__in=later.values("nomination__cycle"))


def namesakes(person: Person, now: datetime) -> QuerySet[Nomination]:
    """With somebody in it who has this person's name: whether it is them, they have not said yet."""
    return Nomination.objects.in_hands_of(person).filter(pk__in=unanswered(person), state__in=LIVE)  # type: ignore[arg-type]


LIVE = (Nomination.State.SUBMITTED, Nomination.State.RETURNED)


def _undecided(person: Person) -> NominationQuerySet:
    """Live, before the dossiers of their cycle are frozen."""
    return _theirs(person).filter(
        state__in=LIVE, cycle__in=Cycle.objects.going_ahead().filter(frozen_at=None).values("pk")
    )


KINDS = [
    Kind(
        "unmatched-nominees", Nomination, _("Nominees to match to the roll"), _("Match"),
        right="awards.view_nomination", rows=unmatched_nominees, since="submitted_at",
        columns=("code", "cycle__award__name_{language}"), url=_page_of("change"),
    ),
    Kind(
        "ineligible-nominees", Nomination, _("Nominees who are not eligible, to decide about"), _("Decide"),
        right="awards.view_nomination", rows=ineligible_nominees, since="submitted_at",
        columns=("code", "cycle__award__name_{language}"), url=_page_of("change"),
    ),
    Kind(
        "double-nominations", Nomination, _("Nominees with two nominations"), _("Join them, or let one stand"),
        right="awards.view_nomination", rows=double_nominations, since="submitted_at",
        columns=("code", "cycle__award__name_{language}"), url=_page_of("change"),
    ),
    Kind(
        "returned-nominations", Nomination, _("Returned nominations that are due back"), _("Ask the nominator"),
        right="awards.view_nomination", rows=returned_nominations, since="returned_at",
        columns=("code", "cycle__award__name_{language}"), url=_page_of("change"),
        covers=("Nomination.returned", "Nomination.returned_until"),
    ),
    Kind(
        "unfrozen-cycles", Cycle, _("Awards that closed, with dossiers to freeze"), _("Freeze the dossiers"),
        right="awards.view_nomination", rows=unfrozen_cycles, since="closes_at",
        columns=("award__name_{language}", "year"), words=lambda award, year: f"{award} {year}",
        url=lambda pk, *_: f"{reverse('admin:awards_nomination_changelist')}?cycle={pk}",
    ),
    Kind(
        "namesakes", Nomination, _("Nominations in which somebody has your name"), _("Say whether it is you"),
        right="awards.view_nomination", rows=namesakes, since="submitted_at",
        columns=("code", "cycle__award__name_{language}"), url=_page_of("same_name"),
    ),
    Kind(
        "closed-cycles", Cycle, _("Awards that closed, with nominations to decide"), _("Review"),
        right="awards.view_nomination", rows=undecided_cycles, since="closes_at",
        columns=("award__name_{language}", "year"), words=lambda award, year: f"{award} {year}",
        url=lambda pk, *_: f"{reverse('admin:awards_nomination_changelist')}?cycle={pk}&state=submitted",
        covers=("Cycle.closes_at", "Nomination.submitted"),
        explained=_("Take the nominations to the panel. When it has decided, note it here."),
        ends_when_noted=_("The panel has decided: take it off the list"),
    ),
    Kind(
        "late-letters", Letter, _("Letters that were requested and have not been received"), _("Ask the nominator"),
        right="awards.view_nomination", rows=late_letters, since="asked_again_at",
        columns=("nomination__code", "name", "nomination_id"), words=lambda code, name, _nomination: f"{code} · {name}",
        url=lambda pk, _code, _name, nomination: reverse("admin:awards_nomination_change", args=[nomination]),
        covers=("Letter.invited",),
    ),
    Kind(
        "unmatched-letters", Letter, _("Supporters to match on the roll"), _("Match"),
        right="awards.view_nomination", rows=unmatched_letters, since="sent_at",
        columns=("code", "full_name", "nomination__cycle_id"), words=lambda code, name, _cycle: f"{code} · {name}",
        url=lambda _pk, code, _name, cycle: reverse("admin:awards_cycle_letter_to_match", args=[cycle, code]),
    ),
    Kind(
        "unreadable-letters", ReadersCopy, _("Letters whose file cannot be shown to readers"), _("Open the letter"),
        right="awards.view_nomination", rows=unreadable_letters, since="asked_at",
        columns=("original__letters__code", "original__letters__nomination__code"),
        words=lambda letter, nomination: f"{letter} · {nomination}",
        url=lambda _pk, letter, _nomination: reverse("awards:letter_text", args=[letter]),
        covers=("ReadersCopy.failed",),
    ),
    Kind(
        "unreadable-scans", ReadersCopy, _("Nominations on paper whose scan cannot be shown to readers"), _("Open the scan"),
        right="awards.view_nomination", rows=unreadable_scans, since="asked_at",
        columns=("original__nominations__code", "original__nominations__cycle__award__name_{language}", "original__nominations__pk"),
        words=lambda code, award, _nomination: f"{code} · {award}",
        url=lambda _pk, _code, _award, nomination: reverse("admin:awards_nomination_scan", args=[nomination]),
    ),
    Kind(
        "unreadable-corrections", ReadersCopy, _("Later corrections whose file cannot be shown to readers"), _("Open the correction"),
        right="awards.view_nomination", rows=unreadable_corrections, since="asked_at",
        columns=("original__later_corrections__letter__code", "original__later_corrections__letter__nomination", "original__later_corrections__pk"),
        words=lambda letter, *_: letter,
        url=lambda _pk, _letter, nomination, later: reverse("admin:awards_nomination_later", args=[nomination, later]),
    ),
    Kind(
        "letters-to-ask-about", Letter, _("Letters on paper of nominations that were carried over"), _("Ask the writer"),
        right="awards.view_nomination", rows=letters_to_ask_about, since="sent_at",
        columns=("nomination__code", "full_name", "nomination_id"), words=lambda code, name, _nomination: f"{code} · {name}",
        url=lambda pk, _code, _name, nomination: reverse("admin:awards_nomination_change", args=[nomination]),
    ),
    Kind(
        "withdrawn-nominations", Nomination, _("Nominations that were withdrawn"), _("Note it"),
        right="awards.view_nomination", rows=withdrawn_nominations, since="withdrawn_at",
        columns=("code", "nominator__name", "cycle__award__name_{language}"), covers=("Nomination.withdrawn",),
        explained=_(
            "It was submitted, and its nominator withdrew it. It can be submitted again while nominations are open; until then, the text belongs to the nominator alone. If you told the panel about it, tell them that it was withdrawn."
        ),
        ends_when_noted=_("Noted: take it off the list"),
    ),
    Kind(
        "stuck-awards", Cycle, _("Awards with a case that nobody may open"), _("Let a colleague look after it"),
        right="members.view_user", rows=stuck_cycles, since="opens_at", columns=("award__name_{language}", "year"),
        words=lambda award, year: f"{award} {year}", url=lambda *_: reverse("admin:members_user_rights_list"),
        concerns=lambda person: not awards_of(person).every,  # type: ignore[arg-type]
    ),
]  # fmt: skip
NOT_WAITING = {
    "Nomination.draft": "the nominator’s own; deleted when its cycle’s retention is over",
    "Nomination.extended_until": "the nominator’s own deadline",
    "Nomination.joined": "goes on in another",
    "Nomination.disqualified": "decided",
    "Letter.sent": "arrived",
    "CarryOver.answer_until": "the nominator’s: an offer that nobody answers ends by its date, and nothing is carried over",
    "Letter.extended_until": "the supporter’s own deadline",
    "Letter.taken_back_at": "never ahead: the nominator is told, and asks somebody else",
    "Letter.told_not_counting_at": "never ahead: when the nominator was told",
    "LetterReminder.deadline": "the supporter’s, who was reminded of it",
    "DossierPaper.waiting": "the clock’s: a worker sets it, and another takes over",
    "DossierPaper.lease_until": "the clock’s",
    "DossierPaper.ready": "for whoever asked for it, on its page",
    "DossierPaper.expired": "over",
    "DossierPaper.failed": "its page says why, and offers to make it again",
    "Freezing.working": "the clock’s: a worker stores the dossiers, and another takes over",
    "Freezing.lease_until": "the clock’s",
    "Freezing.done": "stored",
    "Freezing.done_at": "never ahead: when it was done",
    "Dossier.frozen_at": "never ahead: the instant at which it was done",
    "Letter.revoked": "over",
    "Letter.declined": "the nominator is told, and asks somebody else",
    "Amendment.told_at": "never ahead: written when everybody was told",
    "Amendment.supporters_told_at": "never ahead: written when everybody was told",
    "Cycle.opens_at": "opens by its date alone",
    "Cycle.frozen_at": "never ahead: the instant at which it was done",
    "Cycle.eligibility_on": "read on that day, by nobody’s doing",
}
