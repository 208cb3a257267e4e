"""Two entries of the roll that are one person: proposed by one colleague, consented to by another, undone within 30 days."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Closing, Member, Merge, User
from members.models.merge import MERGE_UNDO
from members.recovery.checks import check_colleague
from pafso.audit.log import record
from pafso.errors import Incomplete, NotEligible, WrongMove

from . import mails
from .links import give_back_links, move_links
from .plan import DATED, TABLES, Plan, overlap, plan_of, values_of, words_of

State = Merge.State
CHANGED = gettext_lazy(
    "Something about these entries has changed since the merge was proposed. Check them again, then "
    "propose the merge again."
)
JUST_NOW = gettext_lazy("Somebody else changed this a moment ago. Reload the page to see what it is now.")


@dataclass
class Undone:
    """What an undo left as it is, because it was changed since the merge; in words."""

    merge: Merge
    left: list[str] = field(default_factory=list)


def propose_merge(kept: Member, duplicate: Member, *, reason: str, by: User, now: datetime | None = None) -> Merge:
    """Propose that DUPLICATE becomes part of KEPT; a second press finds the first, and a proposal that is out of date is renewed.

    Raises Incomplete (no reason), NotEligible (the same entry, merged or erased ones, one's own), WrongMove.
    """
    if not reason.strip():
        raise Incomplete([("reason", _("Say why they are the same person."))])
    now = now or timezone.now()
    with transaction.atomic():
        kept, duplicate = _locked_pair(kept.pk, duplicate.pk)
        _check_colleague(by, "add_merge", kept, duplicate)
        _check_entries(kept, duplicate)
        digest = plan_of(kept, duplicate).digest
        earlier = Merge.objects.filter(duplicate=duplicate, state=State.PROPOSED).first()
        if earlier is not None:
            if earlier.kept_id != kept.pk or (earlier.preview_digest == digest and earlier.proposed_by_id != by.pk):
                raise WrongMove(_("This entry is already part of a merge."))
            if earlier.preview_digest == digest:
                return earlier
            earlier.advance(State.REFUSED)
            record("merge_out_of_date", earlier, by=by)
        merge = Merge.objects.create(
            kept=kept,
            duplicate=duplicate,
            reason=reason.strip(),
            preview_digest=digest,
            proposed_by=by,
            proposed_at=now,
        )
        record("merge_proposed", merge, by=by, changes=_both(merge))
    return merge


def consent_merge(merge: Merge, *, by: User, now: datetime | None = None) -> Merge:
    """Another colleague agrees, and the two become one; both see the same preview or nothing happens.

    Raises NotEligible (the proposer, one's own entry), WrongMove (refused, or something changed since it was proposed).
    """
    now = now or timezone.now()
    with transaction.atomic():
        merge, kept, duplicate = _locked(merge)
        _check_second(merge, kept, duplicate, by)
        if merge.state == State.MERGED:
            return merge
        if merge.state != State.PROPOSED:
            raise WrongMove(merge.sentence_against(State.MERGED))
        _check_entries(kept, duplicate)
        plan = plan_of(kept, duplicate)
        if plan.digest != merge.preview_digest:
            raise WrongMove(CHANGED, code="changed")
        other_account = duplicate.user if plan.account == "both" else None
        moved = _join(kept, duplicate, plan)
        merge.advance(State.MERGED, decided_by=by, merged_at=now, moved=moved)
        record("entries_merged", merge, by=by, changes={**_both(merge), "moved": _counts(plan)})
        if kept.user is not None:
            mails.entries_merged(merge, kept.user, is_joined=True)
        if other_account is not None:
            mails.entries_merged(merge, other_account, is_joined=False)
    return merge


def _join(kept: Member, duplicate: Member, plan: Plan) -> dict[str, Any]:
    """Move what PLAN says, and return what an undo needs: each row as it was, each fact before and after."""
    accounts = {"kept": kept.user_id, "duplicate": duplicate.user_id}
    moved: dict[str, object] = {
        "rows": [[line.table, line.row.pk, values_of(line.row)] for line in plan.moves],
        "facts": [[fill.field, fill.before, fill.after] for fill in plan.fills],
        "accounts": accounts,
    }
    try:
        with transaction.atomic():
            for line in plan.moves:
                TABLES[line.table].objects.filter(pk=line.row.pk, member=duplicate).update(member=kept)
            # An account is joined to one entry: it leaves the one before it joins the other.
            account, duplicate.user, duplicate.merged_into = duplicate.user, None, kept
            duplicate.save(update_fields=["user", "merged_into", "sort_name"])
            for fill in plan.fills:
                setattr(kept, fill.field, fill.after)
            if plan.account == "moves":
                kept.user = account
            kept.save(update_fields=["user", *(fill.field for fill in plan.fills), "sort_name"])
            moved["links"] = move_links(duplicate, kept)
    except IntegrityError as error:
        raise WrongMove(JUST_NOW) from error
    return moved


def refuse_merge(merge: Merge, *, by: User) -> Merge:
    """Another colleague disagrees, or the proposer takes it back. Raises NotEligible, WrongMove."""
    with transaction.atomic():
        merge, kept, duplicate = _locked(merge)
        _check_colleague(by, "change_merge", kept, duplicate)
        is_own = by.pk == merge.proposed_by_id
        if merge.advance(State.REFUSED, decided_by=None if is_own else by):
            record("merge_taken_back" if is_own else "merge_refused", merge, by=by, changes=_both(merge))
    return merge


def undo_merge(merge: Merge, *, by: User, now: datetime | None = None) -> Undone:
    """Two entries again: every row goes back to where it was. What was changed since keeps its change, and is said.

    Raises NotEligible (one's own entry, after 30 days) and WrongMove when it could not be whole: the sentence says why.
    """
    now = now or timezone.now()
    with transaction.atomic():
        merge, kept, duplicate = _locked(merge)
        _check_colleague(by, "change_merge", kept, duplicate)
        if by.pk in set(merge.moved.get("accounts", {}).values()):
            raise _own_entry()
        if merge.state == State.UNDONE:
            return Undone(merge)
        if merge.state == State.MERGED and merge.undo_ends_at is not None and now >= merge.undo_ends_at:
            raise NotEligible(_("Thirty days have passed. This merge stays."), code="too_late")
        if merge.state == State.MERGED:
            _check_whole(merge, kept, duplicate)
        undone = Undone(merge)
        merge.advance(State.UNDONE, undone_by=by, undone_at=now)
        _part(merge, kept, duplicate, undone.left)
        record("merge_undone", merge, by=by, changes={**_both(merge), "left": len(undone.left)})
    return undone


def forget_moved(now: datetime | None = None) -> int:
    """Forget what an undo would have needed, once it can no longer be undone: it names addresses. Returns how many."""
    last = (now or timezone.now()) - MERGE_UNDO
    return Merge.objects.filter(state=State.MERGED, merged_at__lte=last).exclude(moved={}).update(moved={})


def _check_whole(merge: Merge, kept: Member, duplicate: Member) -> None:
    """Says what stands in the way of giving back everything, before anything is given back."""
    if kept.erased_at is not None or duplicate.erased_at is not None:
        raise WrongMove(_("One of the two entries has been erased since. This merge stays."), code="erased")
    if kept.merged_into is not None:
        who = {"entry": str(kept.merged_into)}
        raise WrongMove(
            _("The entry that stayed has since been merged into %(entry)s. Undo that merge first.") % who, code="chain"
        )
    for table, pk, _values in merge.moved["rows"]:
        row = TABLES[table].objects.filter(pk=pk).first()
        if row is None:
            continue
        if row.member_id != kept.pk:
            raise WrongMove(_("This now belongs to another entry: %(row)s") % {"row": words_of(row)}, code="elsewhere")
        if table in DATED and any(overlap(row, other) for other in DATED[table].objects.filter(member=duplicate)):
            sentence = _("The duplicate has since been given another row for the same days: %(row)s") % {
                "row": words_of(row)
            }
            raise WrongMove(sentence, code="overlap")
    _check_accounts(merge, kept)


def _check_accounts(merge: Merge, kept: Member) -> None:
    accounts = merge.moved["accounts"]
    leaving, staying = accounts["duplicate"], accounts["kept"]
    if leaving is not None and staying is None and kept.user_id not in {None, leaving}:
        raise WrongMove(_("The entry that stayed is now linked to another account."), code="account")
    if leaving is not None and Member.objects.filter(user=leaving).exclude(pk=kept.pk).exists():
        raise WrongMove(_("The duplicate’s account is now linked to another entry."), code="account")


def _part(merge: Merge, kept: Member, duplicate: Member, left: list[str]) -> None:
    try:
        with transaction.atomic():
            _give_back_facts(merge, kept, duplicate, left)
            for table, pk, values in merge.moved["rows"]:
                row = TABLES[table].objects.filter(pk=pk).first()
                if row is None:
                    left.append(_("Removed since the merge: %(table)s") % {"table": TABLES[table]._meta.verbose_name})
                    continue
                if values_of(row) != values:
                    left.append(
                        _("Changed since the merge, and returned as it is now: %(row)s") % {"row": words_of(row)}
                    )
                TABLES[table].objects.filter(pk=pk).update(member=duplicate)
            give_back_links(merge.moved.get("links", []), kept, duplicate)
    except IntegrityError as error:
        raise WrongMove(JUST_NOW) from error


def _give_back_facts(merge: Merge, kept: Member, duplicate: Member, left: list[str]) -> None:
    for name, before, after in merge.moved["facts"]:
        if getattr(kept, name) == after:
            setattr(kept, name, before)
        else:
            what = Member._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            left.append(_("Changed since the merge, and left as it is: %(what)s") % {"what": what})
    account = (
        User.objects.filter(pk=merge.moved["accounts"]["duplicate"]).exclude(closings__state=Closing.State.DONE).first()
    )
    if merge.moved["accounts"]["duplicate"] is not None and account is None:
        left.append(_("The duplicate’s account no longer exists."))
    if account is not None and kept.user_id == account.pk:
        kept.user = None
    kept.save(update_fields=["user", "language", "preferred_name", "time_zone", "employer", "sort_name"])
    duplicate.user, duplicate.merged_into = account, None
    duplicate.save(update_fields=["user", "merged_into", "sort_name"])


# --- Rules and locks -------------------------------------------------------------------------------------------------
def _check_colleague(by: User, right: str, kept: Member, duplicate: Member) -> None:
    check_colleague(by, right)
    if by.pk in {kept.user_id, duplicate.user_id}:
        raise _own_entry()


def _own_entry() -> NotEligible:
    return NotEligible(_("You cannot merge your own entry: two colleagues must do it."), code="own_entry")


def _check_second(merge: Merge, kept: Member, duplicate: Member, by: User) -> None:
    _check_colleague(by, "change_merge", kept, duplicate)
    if by.pk == merge.proposed_by_id:
        raise NotEligible(_("You proposed this. Another colleague must decide."), code="same_person")


def _check_entries(kept: Member, duplicate: Member) -> None:
    if kept.pk == duplicate.pk:
        raise NotEligible(_("These are the same entry."), code="same_entry")
    for member in (kept, duplicate):
        if member.merged_into_id is not None:
            sentence = _("%(entry)s has already been merged into another entry.") % {"entry": member}
            raise NotEligible(sentence, code="merged_already")
        if member.struck_at is not None:
            raise NotEligible(_("%(entry)s was taken off the roll.") % {"entry": member}, code="struck")
        if member.died_on is not None and member is duplicate:
            sentence = _("The death of %(entry)s is recorded. Choose this entry to stay, or remove that record first.")
            raise NotEligible(sentence % {"entry": member}, code="died")
        if member.erased_at is not None:
            raise NotEligible(_("%(entry)s was erased.") % {"entry": member}, code="erased")


def _locked_pair(kept: int, duplicate: int) -> tuple[Member, Member]:
    """Both entries, locked in the order of their ids whoever asks, and with them every row that could move."""
    rows = Member.objects.select_for_update(of=("self",)).select_related("user", "merged_into")
    found = {member.pk: member for member in rows.filter(pk__in={kept, duplicate}).order_by("pk")}
    for model in TABLES.values():
        list(model.objects.select_for_update().filter(member__in=list(found)).order_by("pk").values_list("pk"))
    return found[kept], found[duplicate]


def _locked(merge: Merge) -> tuple[Merge, Member, Member]:
    """The entries first, then the merge: everybody takes the locks in this order."""
    kept, duplicate = _locked_pair(merge.kept_id, merge.duplicate_id)
    merge = merge.reload_locked()
    merge.kept, merge.duplicate = kept, duplicate
    return merge, kept, duplicate


def _both(merge: Merge) -> dict[str, Any]:
    return {"kept": merge.kept.number, "duplicate": merge.duplicate.number}


def _counts(plan: Plan) -> dict[str, int]:
    tables = [line.table for line in plan.moves]
    return {table: tables.count(table) for table in sorted(set(tables))}
