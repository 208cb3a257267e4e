"""The call for nominations, and what is decided about a cycle when people are in it."""

from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from awards.mails import about, sample_letter
from awards.models import Amendment, Cycle, Letter, Nomination
from members.models import Topic, User
from members.notifications.consents import out_url
from pafso.lazy import Words
from pafso.localized import localized
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.outbox import enqueue
from pafso.mail.writing import enqueue_to, format_day, page_url
from pafso.models import MailKind

# Each with a twin for supporters.
EVENTS = {"rules": "amended", "cancelled": "cancelled", "restored": "restored"}


def cycle_opened(cycle: Cycle, user: User) -> None:
    """The call for nominations, to each who wants news; once a person, however often the work is repeated."""
    enqueue_to(
        "awards/cycle_opened",
        user,
        context={
            **about(cycle, user.language),
            "name": user.name,
            "day": format_day(cycle.closes_at, user.language),
            "url": page_url(user.language, "awards:cycle", cycle.award.slug, cycle.year),
        },
        key=f"cycle_opened:{cycle.pk}:{user.pk}",
        unsubscribe_url=out_url(user, Topic.NEWS),
    )


def cycle_amended(amendment: Amendment, user: User) -> None:
    """What was decided about a cycle, to somebody who nominates in it; once a person, however often the work is repeated."""
    event, language = f"cycle_{EVENTS[amendment.kind]}", user.language
    context = _decided(amendment, language) | {
        "name": user.name,
        "is_nominator": _nominates(user, amendment),
        "url": page_url(language, "awards:nominations"),
    }
    enqueue_to(f"awards/{event}", user, context=context, key=f"{event}:{amendment.pk}:{user.pk}")


def _nominates(user: User, amendment: Amendment) -> bool:
    """Whether a live nomination of the cycle is this person's own; else they are a co-nominator. So is nobody in a sample."""
    own = Nomination.objects.filter(cycle=amendment.cycle_id, nominator=user.pk, state__in=Nomination.LIVE)
    return user.pk is None or own.exists()


def cycle_amended_for_supporter(amendment: Amendment, letter: Letter) -> None:
    """The same to somebody who was asked for a letter, once a letter; their own link is in the invitation, and nowhere else."""
    event, language = f"cycle_{EVENTS[amendment.kind]}_for_supporter", letter.invited_in
    cycle = amendment.cycle
    context = _decided(amendment, language) | {
        "name": letter.name,
        "nominee": letter.nomination.nominee_name,
        "url": page_url(language, "awards:cycle", cycle.award.slug, cycle.year),
    }
    key = f"{event}:{amendment.pk}:{letter.code}"
    enqueue(f"awards/{event}", to=letter.email, language=language, context=context, key=key)


def _decided(amendment: Amendment, language: str) -> dict[str, object]:
    cycle = amendment.cycle
    with translation.override(language):
        changes = list(amendment.changes())
    is_over = cycle.window.has_closed(amendment.amended_at)
    said = {"reason": localized(amendment, "reason", language), "changes": changes, "is_over": is_over}
    return {**about(cycle, language), **said}


def _sample(sample: Sample, kind: str) -> Amendment:
    cycle = sample_letter(sample).nomination.cycle
    return Amendment(
        cycle=cycle,
        kind=kind,
        before={"letters_needed": 2},
        after={"letters_needed": 3},
        reason_en=sample.reason,
        reason_fr=sample.reason,
        amended_at=sample.now - timedelta(days=9),
    )


def _register(kind: str, when: Words, why: Words) -> None:
    """To whoever nominates in the cycle, and to whoever was asked for a letter."""
    name = f"awards/cycle_{EVENTS[kind]}"
    common: dict[str, object] = {"when": when, "why": why, "kind": MailKind.AWARDS}
    register(
        Event(
            name,
            to=_("Everybody who nominates in the cycle"),
            sample=lambda sample: cycle_amended(_sample(sample, kind), sample_letter(sample).nomination.nominator),
            **common,  # type: ignore[arg-type]
        ),
        Event(
            f"{name}_for_supporter",
            to=_("Everybody who was asked for a letter in the cycle"),
            sample=lambda sample: cycle_amended_for_supporter(_sample(sample, kind), sample_letter(sample)),
            **common,  # type: ignore[arg-type]
        ),
    )


_register(
    Amendment.Kind.RULES,
    _("The office changes the rules of a cycle in which people already are."),
    _("What they wrote is judged by those rules."),
)
_register(
    Amendment.Kind.CANCELLED, _("The office cancels the cycle."), _("What they wrote will not be judged in this cycle.")
)
_register(
    Amendment.Kind.RESTORED,
    _("The office takes the cancellation of the cycle back."),
    _("What they wrote counts again."),
)
register(
    Event(
        "awards/cycle_opened",
        to=_("Everybody who wants the association’s news"),
        when=_("The award opens for nominations, unless the office holds the call back."),
        why=_("It is the call for nominations."),
        kind=MailKind.AWARDS,
        sample=lambda sample: cycle_opened(
            sample_letter(sample).nomination.cycle, sample_letter(sample).nomination.nominator
        ),
        is_voluntary=True,
    ),
)
