"""Plausible nominations in any number, for measuring."""

from datetime import timedelta
from random import Random

from awards.models import Cycle, Letter, Nomination
from members.models import User
from pafso.codes import ALPHABET
from pafso.demonstration import read

from .nominations import open_cycle

BATCH = 2_000
LONG_CODE = 8
WORDS = read(__file__, "population.toml")


def populate(n: int, random: Random) -> int:
    """N submitted nominations with two letters each, in bulk; returns how many."""
    cycle = open_cycle(read(__file__, "nominations.toml"))
    nominators = list(User.objects.order_by("id").values_list("pk", flat=True)[:BATCH])
    if not nominators:
        nominators = [User.objects.create(email="nominator@example.org", name="Ada Nominator").pk]
    taken = set(Nomination.objects.values_list("code", flat=True)) | set(Letter.objects.values_list("code", flat=True))
    for start in range(0, n, BATCH):
        rows = [
            _plausible(cycle, random.choice(nominators), _code(random, taken), random)
            for _ in range(start, min(n, start + BATCH))
        ]
        made = Nomination.objects.bulk_create(rows)
        Letter.objects.bulk_create([_letter(row, i, _code(random, taken), random) for row in made for i in (1, 2)])
    return n


def _code(random: Random, taken: set[str]) -> str:
    """Longer than those of the platform, so that the two never meet."""
    code = "".join(random.choices(ALPHABET, k=LONG_CODE))
    while code in taken:
        code = "".join(random.choices(ALPHABET, k=LONG_CODE))
    taken.add(code)
    return code


def _plausible(cycle: Cycle, nominator: int, code: str, random: Random) -> Nomination:
    begun = cycle.opens_at + timedelta(minutes=random.randrange(20_000))
    return Nomination(
        code=code,
        cycle=cycle,
        nominator_id=nominator,
        nominee_name=_name(random),
        nominee_position=_position(random),
        case=_passage(random, 12),
        state=Nomination.State.SUBMITTED,
        begun_at=begun,
        saved_at=begun + timedelta(hours=2),
        submitted_at=begun + timedelta(hours=3),
    )


def _letter(nomination: Nomination, number: int, code: str, random: Random) -> Letter:
    name = _name(random)
    email = f"{code.lower()}@example.org"
    return Letter(
        code=code,
        nomination=nomination,
        name=name,
        email=email,
        invited_in=nomination.language,
        language=nomination.language,
        state=Letter.State.SENT,
        invited_at=nomination.begun_at,
        asked_again_at=nomination.begun_at,
        sent_at=nomination.saved_at,
        full_name=name,
        address=f"{number}00 Wellington Street, Ottawa",
        telephone="+1 613 555 0100",
        contact_email=email,
        text=_passage(random, 6),
    )


def _name(random: Random) -> str:
    return f"{random.choice(WORDS['first'])} {random.choice(WORDS['last'])}"


def _position(random: Random) -> str:
    return f"{random.choice(WORDS['posts']).capitalize()}, {random.choice(WORDS['missions'])}"


def _passage(random: Random, sentences: int) -> str:
    """As many sentences, in paragraphs of four."""
    chosen = [random.choice(WORDS["sentences"]) for _ in range(sentences)]
    return "\n\n".join(" ".join(chosen[start : start + 4]) for start in range(0, sentences, 4))
