"""Writes the plans of many lines at once, inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from members.exporting.rows import TELEPHONE
from members.models import Appointment, ContactDetail, DuesTerm, Member, Membership, Posting, RollAddress, Stream
from members.models.career import Dated, mission_key
from members.models.roll import ADDRESS_WAIT
from pafso.text.folding import folded

from .career_diff import Kind, Step, Term
from .plan import POSTING_ZONE, Plan, Written

BATCH = 500
MODELS: dict[str, type[Dated]] = {
    "membership": Membership,
    "substantive": Appointment,
    "acting": Appointment,
    "posting": Posting,
    "dues": DuesTerm,
}


def write(plans: Sequence[Plan], *, now: datetime) -> None:
    """Do what PLANS say; each person of a new line has its `pk` afterwards. Raises IntegrityError for what the database
    will not have, and then nothing of it may be kept. What was written stands in the plans' `written`."""
    _create([plan for plan in plans if plan.is_new])
    _change(plan for plan in plans if plan.own and not plan.is_new)
    _bring_back([plan for plan in plans if plan.brings_back])
    for plan in plans:
        plan.written = _about(plan, now)
    _keep_contacts(plans, now)
    steps = [(plan, kind, step) for plan in plans for kind, step in plan.steps]
    _end(steps)
    _begin(steps)


def _create(plans: Sequence[Plan]) -> None:
    rows = [Member(number=plan.person.number, **plan.own).fold() for plan in plans]
    for plan, row in zip(plans, Member.objects.bulk_create(rows, batch_size=BATCH), strict=True):
        plan.person.pk = row.pk


def _bring_back(plans: Sequence[Plan]) -> None:
    keys = [_key(plan) for plan in plans]
    Member.objects.filter(pk__in=keys).update(struck_at=None, struck_by=None, struck_reason="")


def _about(plan: Plan, now: datetime) -> Written:
    """Plain values, each with what was there before; the dated rows come to it when they are written."""
    person = plan.person
    return {
        "member": _key(plan),
        "adds": plan.adds_somebody,
        "has_account": person.has_account,
        "at": now.isoformat(),
        "own": {} if plan.is_new else {name: [person.own.get(name, ""), value] for name, value in plan.own.items()},
        "addresses": [email for email, _kind in plan.addresses],
        "known": list(person.addresses),
        "verified": list(plan.verified),
        "telephone": None if plan.telephone is None else [person.telephone, plan.telephone],
        "rows": [],
        "ends": [],
    }


def _key(plan: Plan) -> int:
    assert plan.person.pk is not None  # nosec B101  (new people were created first)
    return plan.person.pk


def _change(plans: Iterable[Plan]) -> None:
    """By the set of columns that change, so that what nobody changed is not written again."""
    groups: dict[tuple[str, ...], list[Member]] = defaultdict(list)
    for plan in plans:
        values = dict(plan.own)
        if "name" in values:
            values["sort_name"] = folded(values["name"])[:150]
        groups[tuple(sorted(values))].append(Member(pk=plan.person.pk, **values))
    for columns, rows in groups.items():
        Member.objects.bulk_update(rows, columns, batch_size=BATCH)


def _keep_contacts(plans: Sequence[Plan], now: datetime) -> None:
    new = [
        RollAddress(member_id=_key(plan), email=email, kind=kind, **_proof(plan, email, now))
        for plan in plans
        for email, kind in plan.addresses
    ]
    RollAddress.objects.bulk_create(new, batch_size=BATCH)
    _prove(
        {(plan.person.pk, email) for plan in plans for email in plan.verified if email in plan.person.addresses}, now
    )
    details = [
        ContactDetail(member_id=_key(plan), kind=TELEPHONE, value=plan.telephone)
        for plan in plans
        if plan.telephone is not None
    ]
    # Who may see the number stays as the person chose.
    ContactDetail.objects.bulk_create(
        details, batch_size=BATCH, update_conflicts=True, unique_fields=["member", "kind"], update_fields=["value"]
    )


def _proof(plan: Plan, email: str, now: datetime) -> dict[str, datetime | None]:
    """An address of an entry that was there already waits a day, as one that the office verifies by hand."""
    if email not in plan.verified:
        return {}
    return {"verified_at": now, "waits_until": None if plan.is_new else now + ADDRESS_WAIT}


def _prove(addresses: set[tuple[int | None, str]], now: datetime) -> None:
    people = {pk for pk, _ in addresses}
    rows = RollAddress.objects.filter(member__in=people, verified_at=None).values_list("pk", "member_id", "email")
    keys = [key for key, member, email in rows if (member, email) in addresses]
    RollAddress.objects.filter(pk__in=keys).update(verified_at=now, waits_until=now + ADDRESS_WAIT)


def _end(steps: list[tuple[Plan, Kind, Step]]) -> None:
    """Before anything begins: the database refuses two rows that share a day, even for a moment."""
    days: dict[tuple[type[Dated], date, str], list[int]] = defaultdict(list)
    for plan, kind, step in steps:
        if step.ends and step.ends[0].pk:
            days[MODELS[kind.name], step.ends[1], step.reason].append(step.ends[0].pk)
            plan.written["ends"].append([kind.name, step.ends[0].pk, step.ends[1].isoformat(), step.reason])
    for (model, day, reason), keys in days.items():
        model.objects.filter(pk__in=keys).update(ends_on=day, **({"reason": reason} if reason else {}))


def _begin(steps: list[tuple[Plan, Kind, Step]]) -> None:
    streams = dict(Stream.objects.values_list("code", "pk"))
    rows: dict[type[Dated], list[Dated]] = defaultdict(list)
    begun: list[tuple[Plan, Kind, Dated]] = []
    for plan, kind, step in steps:
        if step.begins:
            row = _row(plan, kind, step.begins, streams)
            rows[MODELS[kind.name]].append(row)
            begun.append((plan, kind, row))
    for model, new in rows.items():
        model.objects.bulk_create(new, batch_size=BATCH)
    for plan, kind, row in begun:
        plan.written["rows"].append([kind.name, row.pk, row.ends_on.isoformat() if row.ends_on else None])


def _row(plan: Plan, kind: Kind, term: Term, streams: dict[str, int]) -> Dated:
    days = {"member_id": _key(plan), "starts_on": term.starts_on, "ends_on": term.ends_on}
    facts = {name: value for name, value in term.facts.items() if value is not None}
    if kind.name == "membership":
        return Membership(kind_id=facts["class"], reason=facts.get("reason", ""), **days)
    if kind.name == "posting":
        zone = facts.pop(POSTING_ZONE, "")
        return Posting(**facts, time_zone=zone, mission_key=mission_key(facts["mission"], facts["city"]), **days)
    if kind.name == "dues":
        return DuesTerm(**days)
    stream = streams.get(facts.get("stream", ""))
    return Appointment(kind=kind.name, level=facts["level"], stream_id=stream, **days)
