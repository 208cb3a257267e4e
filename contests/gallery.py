"""What a gallery shows: accepted photos and who was placed, in the order in which one hears of them."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from .models import Category, Contest, Entry, EntryQuerySet, Placing
from .pictures import Picture, picture_of


@dataclass(frozen=True)
class Placed:
    """A placing in words, with its photo."""

    placing: Placing
    entry: Entry
    picture: Picture | None
    words: str
    category: Category | None


def shown_in(contest: Contest) -> EntryQuerySet:
    """The photos of CONTEST that its gallery shows, with all that a page says of them."""
    accepted = Entry.objects.filter(contest=contest, state=Entry.State.ACCEPTED, hidden_at=None)
    return accepted.select_related("entrant", "category").prefetch_related("derivatives")


def unplaced_in(contest: Contest) -> EntryQuerySet:
    """The same without those that were placed. Asked by NOT EXISTS: an outer join whose other side is empty leads PostgreSQL to
    believe that next to nothing is left, so that it reads and sorts all of the contest."""
    return shown_in(contest).filter(~Exists(Placing.objects.filter(entry=OuterRef("pk"))))


def placings_of(contest: Contest) -> list[Placed]:
    """Prizes of the whole contest, then those of each category, by rank; honourable mentions last."""
    placings = list(
        Placing.objects.filter(contest=contest, entry__state=Entry.State.ACCEPTED, entry__hidden_at=None)
        .select_related("category", "entry__entrant", "entry__category")
        .prefetch_related("entry__derivatives")
        .order_by(
            F("category__position").asc(nulls_first=True),
            F("category_id").asc(nulls_first=True),
            F("rank").asc(nulls_last=True),
            "id",
        )
    )
    holders = Counter((placing.category_id, placing.rank) for placing in placings)
    return [
        Placed(
            placing,
            placing.entry,
            picture_of(placing.entry),
            rank_words(placing, shared=holders[placing.category_id, placing.rank] > 1),
            placing.category,
        )
        for placing in placings
    ]


def placed(entry: Entry) -> Placed | None:
    """The placing of one photo, if it has one."""
    placing = getattr(entry, "placing", None)
    if placing is None:
        return None
    same = Placing.objects.filter(contest_id=placing.contest_id, category_id=placing.category_id, rank=placing.rank)
    return Placed(placing, entry, None, rank_words(placing, shared=same.count() > 1), placing.category)


def rank_words(placing: Placing, *, shared: bool) -> str:
    """ "Second prize, ex aequo"; a mention is never called shared."""
    if shared and not placing.is_honourable_mention:
        return _("%(prize)s (tie)") % {"prize": placing.words}
    return placing.words
