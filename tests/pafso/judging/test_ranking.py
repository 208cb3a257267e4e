"""Numbers instead of names, ties decided, and what is frozen is what anybody counts again."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pafso.judging.ranking import (
    Numbers,
    Undecidable,
    decide,
    differing,
    draw_numbers,
    freeze,
    published,
    undecided,
)
from pafso.judging.recount import ClosedRound, Sheet, Unusable, count, digest, document, main, read
from pafso.judging.scoring import Submitted
from tests.pafso.judging.rounds import NUMBERS, examples, panel, panel_file, rounds


def ranks(closed: ClosedRound) -> dict[int, int]:
    return {one.candidate: one.rank for one in count(closed).placings}


# Frozen


@examples(200)
@given(rounds(), st.randoms(use_true_random=False))
def test_the_file_counts_as_it_was_counted(closed: ClosedRound, random: Random) -> None:
    shuffled = replace(
        closed,
        sheets=tuple(random.sample(closed.sheets, len(closed.sheets))),
        criteria=tuple(random.sample(closed.criteria, len(closed.criteria))),
        jurors=tuple(random.sample(closed.jurors, len(closed.jurors))),
        candidates=dict(random.sample(sorted(closed.candidates.items()), len(closed.candidates))),
    )

    frozen = freeze(shuffled)

    again, file = read(frozen.file)
    assert frozen == freeze(closed)
    assert count(again) == frozen.result == count(closed)
    assert file["digest"] == frozen.digest == digest(document(file, frozen.result))


@pytest.mark.parametrize("number", NUMBERS)
def test_the_panels_freeze_to_the_digests_of_their_files(number: int) -> None:
    assert freeze(panel(number)).digest == panel_file(number)["digest"]


def test_the_file_has_no_spaces_and_its_keys_are_sorted() -> None:
    frozen = freeze(panel(4))

    assert frozen.file == json.dumps(json.loads(frozen.file), sort_keys=True, separators=(",", ":")).encode()
    assert b'"decisions":[[[4],[1,2]]]' in frozen.file


def test_the_button_s_file_counts_in_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frozen = freeze(panel(6))
    (tmp_path / "round.json").write_bytes(frozen.file)

    assert main([str(tmp_path / "round.json")]) == 0
    assert f"SHA-256 {frozen.digest}\n" in capsys.readouterr().out


def test_a_second_version_has_another_digest() -> None:
    assert freeze(replace(panel(1), version=2)).digest != freeze(panel(1)).digest


@pytest.mark.parametrize("hash_seed", ["1", "77"])
def test_no_hash_seed_and_no_locale_changes_it(hash_seed: str) -> None:
    program = (
        "import sys; from tests.pafso.judging.rounds import panel; from pafso.judging.ranking import draw_numbers, freeze;"
        "numbers = draw_numbers('ABC', ['x', 'é'], 'seed');"
        "sys.stdout.write(' '.join(freeze(panel(n)).digest for n in range(1, 7)) + repr(numbers).encode('ascii', 'replace').decode())"
    )
    outcomes = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=Path(__file__).parents[3],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale},
            capture_output=True,
            check=True,
        ).stdout
        for seed, locale in (("0", "C"), (hash_seed, "fr_CA.UTF-8"))
    }

    assert len(outcomes) == 1
    assert outcomes.pop().decode().startswith(" ".join(str(panel_file(number)["digest"]) for number in NUMBERS))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"quorum": 0}, "quorum: must be a whole number"),
        ({"code": "Prix Élise"}, "round: must be a text such as K7QX3"),
        ({"sheets": (Sheet(1, 9, panel(1).sheets[0].marks),)}, "sheets: have a number that is not listed"),
        ({"sheets": (Sheet(1, 1, {"initiative": Fraction(5)}),)}, r"sheets\[0\].marks: must have exactly"),
        (
            {"sheets": (Sheet(1, 1, {"initiative": Fraction(5), "service": Fraction(1, 3)}),)},
            "file: 1/3 has more than six decimals / 1/3 a plus de six décimales",
        ),
    ],
)
def test_what_an_outsider_could_not_count_is_not_frozen(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(Unusable, match=sentence):
        freeze(replace(panel(1), **change))  # type: ignore[arg-type]


# Numbers


def test_numbers_are_drawn() -> None:
    jurors, candidates = [f"J{n}" for n in range(20)], [f"C{n}" for n in range(30)]

    numbers = draw_numbers(jurors, candidates, "secret")

    assert sorted(numbers.jurors.values()) == list(range(1, 21))
    assert sorted(numbers.candidates.values()) == list(range(1, 31))
    assert numbers == draw_numbers(reversed(jurors), set(candidates), "secret")
    assert numbers != draw_numbers(jurors, candidates, "another")
    assert list(numbers.candidates) != candidates
    # Whoever is both would be known by a number that is the same on both lists.
    both = draw_numbers(jurors, jurors, "secret")
    assert both.jurors != both.candidates


def test_sheets_by_number() -> None:
    at, marks = datetime(2027, 5, 3, tzinfo=UTC), {"a": Fraction(1)}
    numbers = Numbers({"Alix": 2}, {"K7QX3": 5})

    assert numbers.sheets([Submitted("Alix", "K7QX3", at, marks)]) == (Sheet(2, 5, marks),)


# Ties


def test_a_tie_waits_for_the_chair_and_stays_ex_aequo_until_then() -> None:
    open_tie = replace(panel(4), decisions=())

    assert undecided(open_tie, count(open_tie)) == [(1, 2, 4)]
    assert ranks(open_tie) == {1: 1, 2: 1, 4: 1, 3: 4}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([[4], [2], [1]], {4: 1, 2: 2, 1: 3, 3: 4}),
        ([[4], [2, 1]], {4: 1, 1: 2, 2: 2, 3: 4}),
        ([[2, 4], [1]], {2: 1, 4: 1, 1: 3, 3: 4}),
        ([[4, 2, 1]], {1: 1, 2: 1, 4: 1, 3: 4}),
    ],
)
def test_the_chair_decides(order: list[list[int]], expected: dict[int, int]) -> None:
    decided = decide(replace(panel(4), decisions=()), order, "Wider reach of the work.")

    assert ranks(decided) == expected
    assert undecided(decided, count(decided)) == []
    assert [one.ranks["total"] for one in count(decided).placings] == [
        {1: 1, 2: 1, 4: 1, 3: 4}[one.candidate] for one in count(decided).placings
    ]
    assert main_counts(decided)


def main_counts(closed: ClosedRound) -> bool:
    frozen = freeze(closed)
    return count(read(frozen.file)[0]) == frozen.result


def test_a_later_decision_takes_the_place_of_the_earlier_and_leaves_others_alone() -> None:
    both = decide(decide(panel(5), [[3], [2]], "Reason."), [[4], [1]], "Reason.")

    again = decide(both, [[2], [3]], "Another reason.")

    assert both.decisions == (((3,), (2,)), ((4,), (1,)))
    assert again.decisions == (((2,), (3,)), ((4,), (1,)))
    assert ranks(again) == {2: 1, 3: 2, 4: 3, 1: 4}


@pytest.mark.parametrize(
    "order",
    [[[1], [2]], [[1], [2], [3], [4]], [[3]], [], [[1], [2], [4], [4]], [[1], [], [2], [4]]],
    ids=["some of it", "more than it", "no tie", "nobody", "one twice", "an empty place"],
)
def test_a_decision_is_about_one_tie(order: list[list[int]]) -> None:
    with pytest.raises(Undecidable, match="a decision is about exactly one tie"):
        decide(panel(4), order, "Reason.")


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_decision_has_a_reason(reason: str) -> None:
    with pytest.raises(Undecidable, match="a decision needs a reason"):
        decide(panel(4), [[4], [2], [1]], reason)


@examples(200)
@given(rounds(), st.data())
def test_whatever_is_decided_moves_nobody_past_another_tie(closed: ClosedRound, data: st.DataObject) -> None:
    before = count(closed)
    decided = closed
    for tie in before.ties:
        decided = decide(decided, [[number] for number in data.draw(st.permutations(tie))], "Reason.")

    after = count(decided)

    assert sorted(one.rank for one in after.placings) == list(range(1, len(after.placings) + 1))
    totals = [one.values["total"] for one in after.placings]
    assert totals == sorted(totals, reverse=True)
    assert after.ties == before.ties
    assert undecided(decided, after) == []


# Methods


def test_where_the_order_hangs_on_the_method() -> None:
    assert differing(count(panel(1))) == {
        1: {"total": 1, "z": 2, "mean_rank": 1},
        2: {"total": 2, "z": 1, "mean_rank": 1},
    }
    assert differing(count(panel(2))) == {}


# Published


def test_only_the_placed_are_published() -> None:
    public = published(panel(6), [1, 3])

    frozen = freeze(public)

    assert public.candidates == {1: "fr", 3: "fr"}
    assert {sheet.candidate for sheet in public.sheets} == {1, 3}
    assert [(one.candidate, one.rank, dict(one.values), dict(one.ranks)) for one in frozen.result.placings] == [
        (1, 1, {"total": Decimal("0.520833"), "spread": Decimal("0.500000")}, {"total": 1}),
        (3, 2, {"total": Decimal("0.500000"), "spread": Decimal("0.125000")}, {"total": 2}),
    ]
    assert differing(frozen.result) == {}
    assert frozen.digest != freeze(panel(6)).digest


def test_a_juror_of_whom_nothing_is_published_is_not_in_it() -> None:
    public = published(panel(6), [2, 3, 99])

    assert public.jurors == (1, 3)
    assert b'"number":1' not in freeze(public).file


def test_what_was_decided_is_published_as_far_as_it_concerns_the_placed() -> None:
    assert published(panel(4), [1, 4]).decisions == (((4,), (1,)),)
    assert published(panel(4), [1, 2]).decisions == (((1, 2),),)
    assert published(panel(4), [4, 3]).decisions == ()
    assert [ranks(published(panel(4), placed)) for placed in ([1, 4], [1, 2], [3, 4])] == [
        {4: 1, 1: 2},
        {1: 1, 2: 1},
        {4: 1, 3: 2},
    ]


def test_a_published_file_counts_in_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "placed.json").write_bytes(freeze(published(panel(1), [1, 2])).file)

    assert main([str(tmp_path / "placed.json")]) == 0
    assert capsys.readouterr().out.splitlines()[2] == (
        "         1    1               3   0.766667   0.400000          –          –  1"
    )
