"""Counting again: a file is read with care, and nothing but what it says decides what comes out."""

import ast
import decimal
import hashlib
import json
import runpy
import statistics
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pafso.judging import allocation, ranking, recount, scoring
from pafso.judging.ranking import freeze
from pafso.judging.recount import (
    ClosedRound,
    Unusable,
    count,
    digest,
    document,
    main,
    mean_ranks,
    mean_z,
    read,
    readings,
    score,
    six_decimals,
    z_values,
)
from tests.pafso.judging.rounds import NUMBERS, PANELS, examples, panel, panel_file, rounds

Change = Callable[[dict[str, Any]], object]


def told(file: dict[str, Any]) -> bytes:
    return json.dumps(file).encode()


def digest_of(file: dict[str, Any]) -> str:
    closed, as_read = read(told(file))
    return digest(document(as_read, count(closed)))


@pytest.mark.parametrize("module", [recount, allocation, scoring, ranking])
def test_nothing_is_imported_that_does_not_come_with_python(module: Any) -> None:
    tree = ast.parse(Path(module.__file__).read_text())

    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    strange = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    assert strange <= (
        {"pafso.judging.allocation", "pafso.judging.recount", "pafso.judging.scoring"}
        if module is not recount
        else set()
    )


# The arithmetic


@examples(300)
@given(rounds())
def test_totals_are_the_mean_of_the_scores_and_ranks_skip(closed: ClosedRound) -> None:
    result = count(closed)

    given_to = readings(closed)
    assert sorted([one.candidate for one in result.placings] + list(result.not_ranked)) == sorted(closed.candidates)
    totals = {one.candidate: one.values["total"] for one in result.placings}
    for one in result.placings:
        own = given_to[one.candidate]
        assert one.sheets == len(own) >= closed.quorum
        assert one.values["total"] == six_decimals(statistics.mean(reading.score for reading in own))
        assert one.values["spread"] == six_decimals(max(r.score for r in own) - min(r.score for r in own))
        assert one.rank == one.ranks["total"] == 1 + sum(total > totals[one.candidate] for total in totals.values())
        assert 0 <= one.values["total"] <= 1
        assert 0 < one.values["mean_rank"] <= 1
    assert all(len(given_to[number]) == sheets < closed.quorum for number, sheets in result.not_ranked.items())
    equal = {tuple(n for n in sorted(totals) if totals[n] == total) for total in totals.values()}
    assert set(result.ties) == {group for group in equal if len(group) > 1}


@examples(200)
@given(rounds(("scoring",)))
def test_scores_and_z_agree_with_another_way_of_counting(closed: ClosedRound) -> None:
    by_juror: dict[int, list[tuple[int, float]]] = {}
    for sheet in closed.sheets:
        weighed = [float(c.weight) * float(sheet.marks[c.key] - c.low) / float(c.high - c.low) for c in closed.criteria]
        worth = sum(weighed) / sum(float(c.weight) for c in closed.criteria)
        by_juror.setdefault(sheet.juror, []).append((sheet.candidate, worth))

    z: dict[int, list[float]] = {}
    for own in by_juror.values():
        scores = [worth for _, worth in own]
        deviation = statistics.pstdev(scores)
        for candidate, worth in own:
            z.setdefault(candidate, []).append(
                (worth - statistics.mean(scores)) / deviation if deviation > 1e-9 else 0.0
            )

    for one in count(closed).placings:
        assert float(one.values["z"]) == pytest.approx(statistics.mean(z[one.candidate]), abs=2e-6)


@examples(200)
@given(rounds(), st.randoms(use_true_random=False))
def test_neither_order_nor_names_change_a_value(closed: ClosedRound, random: Random) -> None:
    jurors = dict(zip(closed.jurors, random.sample(range(10, 99), len(closed.jurors)), strict=True))
    candidates = dict(zip(closed.candidates, random.sample(range(10, 99), len(closed.candidates)), strict=True))
    sheets = [recount.Sheet(jurors[s.juror], candidates[s.candidate], s.marks) for s in closed.sheets]
    random.shuffle(sheets)
    other = ClosedRound(
        closed.code, closed.kind, "all", 1, closed.quorum, closed.criteria, tuple(jurors.values()),
        {candidates[n]: language for n, language in closed.candidates.items()}, tuple(sheets),
    )  # fmt: skip

    mine, others = count(closed), {one.candidate: one for one in count(other).placings}

    for one in mine.placings:
        twin = others[candidates[one.candidate]]
        assert (twin.rank, twin.sheets, twin.values, twin.ranks) == (one.rank, one.sheets, one.values, one.ranks)


def test_decimals_set_elsewhere_change_nothing() -> None:
    expected = [count(panel(number)) for number in NUMBERS]

    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP)):
        assert [count(panel(number)) for number in NUMBERS] == expected


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(1, 2_000_000), "0.000000"),
        (Fraction(3, 2_000_000), "0.000002"),
        (Fraction(5, 2_000_000), "0.000002"),
        (Fraction(-1, 3_000_000), "0.000000"),
        (Fraction(-3, 2_000_000), "-0.000002"),
        (Fraction(1), "1.000000"),
        (Decimal("0.12345650000000000000001"), "0.123457"),
    ],
)
def test_half_goes_to_even(value: Fraction | Decimal, written: str) -> None:
    assert f"{six_decimals(value):f}" == written


def test_a_mark_left_out_is_no_zero() -> None:
    with pytest.raises(KeyError):
        score({"initiative": Fraction(5)}, panel(1).criteria)


def test_one_sheet_or_none_different_is_a_z_of_zero() -> None:
    assert z_values([Fraction(1, 3)]) == [0]
    assert z_values([Fraction(1, 3)] * 4) == [0, 0, 0, 0]
    assert z_values([Fraction(0), Fraction(1)]) == [-1, 1]


def test_z_has_fifty_digits() -> None:
    root_of_two = Decimal("1.41421356237309504880168872420969807856967187537694")

    assert abs(z_values([Fraction(0), Fraction(0), Fraction(1)])[2] - root_of_two) < Decimal("1e-48")


def test_the_last_digit_hangs_on_no_order() -> None:
    """Added to 1 one after the other, each of the small ones would be lost."""
    small = Decimal("3e-50")

    outcomes = {mean_z(list(order)) for order in permutations([Decimal(1), small, small])}

    assert len(outcomes) == 1


def test_equal_ones_share_the_mean_of_their_ranks() -> None:
    assert mean_ranks(Fraction(n) for n in (7, 9, 7, 1, 7)) == {9: 1, 7: 3, 1: 5}


def test_a_juror_who_placed_one_says_nothing_of_it() -> None:
    file = panel_file(3)
    file["sheets"] = [{"juror": 1, "candidate": 1, "marks": {"place": "4"}}]
    file["quorum"] = 1

    assert count(read(told(file))[0]).placings[0].values["total"] == Decimal("0.5")


# The digest


@pytest.mark.parametrize("number", NUMBERS)
def test_every_single_mark_is_in_the_digest(number: int) -> None:
    file = panel_file(number)
    digests = {digest_of(file)}
    changed = 0

    for index, sheet in enumerate(file["sheets"]):
        for key, mark in sheet["marks"].items():
            altered = json.loads(json.dumps(file))
            altered["sheets"][index]["marks"][key] = "0" if mark != "0" else "1"
            altered["criteria"] = [{**one, "low": "0"} if one["key"] == "place" else one for one in file["criteria"]]
            altered["criteria"] = [{**one, "low": "-9"} if one["low"] == "1" else one for one in altered["criteria"]]
            altered["decisions"] = []
            digests.add(digest_of(altered))
            changed += 1

    assert len(digests) == changed + 1


@examples(100)
@given(rounds(), st.data())
def test_one_altered_mark_changes_the_digest(closed: ClosedRound, data: st.DataObject) -> None:
    frozen = freeze(closed)
    file = json.loads(frozen.file)
    if not file["sheets"]:
        return
    sheet = data.draw(st.sampled_from(file["sheets"]))
    one = data.draw(st.sampled_from(file["criteria"]))
    ends = {one["low"], one["high"]} - {sheet["marks"][one["key"]]}
    sheet["marks"][one["key"]] = data.draw(st.sampled_from(sorted(ends)))

    assert digest_of(file) != frozen.digest


@pytest.mark.parametrize("key", ["jurors", "candidates", "criteria", "sheets"])
def test_the_order_of_a_list_is_not(key: str) -> None:
    file = panel_file(6)
    file[key] = file[key][::-1]

    assert digest_of(file) == file["digest"]


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.update(version=2),
        lambda file: file.update(round="OTHER"),
        lambda file: file.update(quorum=1),
        lambda file: file["decisions"].clear(),
        lambda file: file["jurors"].append(9),
        lambda file: file["candidates"][0].update(language="fr"),
    ],
)
def test_whatever_else_the_file_says_is_in_the_digest(change: Change) -> None:
    file = panel_file(4)
    change(file)

    assert digest_of(file) != panel_file(4)["digest"]


# The file

FORM = "must be a text such as {0} / doit être un texte comme {0}"
DECIMAL = FORM.format("4.5")
WHOLE = "must be a whole number from 1 to 999999 / doit être un entier de 1 à 999999"
LIST = "must be a list / doit être une liste"
TWICE = "has an element twice / contient deux fois un élément"
CRITERION = "must weigh more than 0 and have low < high / doit peser plus de 0 et avoir low < high"
CRITERIA = "criteria: are not those of such a round / ne sont pas ceux d’un tel tour"
SCALE = "is not on the scale / n’est pas sur l’échelle"
UNLISTED = "sheets: have a number that is not listed / ont un numéro qui ne figure pas dans les listes"
ABOUT = "decisions: each must be about one tie / chacune doit porter sur une égalité"


def exactly(*keys: str) -> str:
    return f"must have exactly {', '.join(keys)} / doit avoir exactement {', '.join(keys)}"


FAULTS: list[tuple[str, Change]] = [
    (f"file: {exactly(*recount.FILE)}", lambda file: file.pop("quorum")),
    (f"file: {exactly(*recount.FILE)}", lambda file: file.update(name="Alix")),
    (f"format: {FORM.format('pafso-round/1')}", lambda file: file.update(format="pafso-round/2")),
    (f"digest: {FORM.format('0123…cdef')}", lambda file: file.update(digest="ABC")),
    (f"kind: {FORM.format('screening, scoring, ranking')}", lambda file: file.update(kind="vote")),
    (f"scope: {FORM.format('all, placed')}", lambda file: file.update(scope="some")),
    (f"round: {FORM.format('K7QX3')}", lambda file: file.update(round="Prix de l’APASE")),
    (f"version: {WHOLE}", lambda file: file.update(version=0)),
    (f"version: {WHOLE}", lambda file: file.update(version=True)),
    (f"quorum: {WHOLE}", lambda file: file.update(quorum=1_000_000)),
    (f"quorum: {WHOLE}", lambda file: file.update(quorum="3")),
    (f"criteria: {LIST}", lambda file: file.update(criteria={})),
    (CRITERIA, lambda file: file.update(criteria=[])),
    (CRITERIA, lambda file: file.update(kind="screening")),
    (CRITERIA, lambda file: file["criteria"].append({**file["criteria"][0], "weight": "3"})),
    (f"criteria: {TWICE}", lambda file: file["criteria"].append(file["criteria"][0])),
    (f"criteria[1]: {exactly('key', 'weight', 'low', 'high')}", lambda file: file["criteria"][1].pop("low")),
    (f"criteria[0].key: {FORM.format('initiative')}", lambda file: file["criteria"][0].update(key="Initiative ")),
    (f"criteria[0].weight: {DECIMAL}", lambda file: file["criteria"][0].update(weight=2)),
    (f"criteria[0].weight: {DECIMAL}", lambda file: file["criteria"][0].update(weight="1/3")),
    (f"criteria[0].weight: {DECIMAL}", lambda file: file["criteria"][0].update(weight="1e3")),
    (f"criteria[0].low: {DECIMAL}", lambda file: file["criteria"][0].update(low="٣")),
    (f"criteria[0]: {CRITERION}", lambda file: file["criteria"][0].update(weight="0")),
    (f"criteria[0]: {CRITERION}", lambda file: file["criteria"][0].update(high="1")),
    (f"jurors[0]: {WHOLE}", lambda file: file.update(jurors=["1", 2, 3])),
    (f"jurors: {TWICE}", lambda file: file.update(jurors=[1, 1, 2, 3])),
    (f"candidates[2]: {exactly('number', 'language')}", lambda file: file["candidates"][2].update(name="Alix")),
    (f"candidates[0].number: {WHOLE}", lambda file: file["candidates"][0].update(number=1.5)),
    (f"candidates[0].language: {FORM.format('fr')}", lambda file: file["candidates"][0].update(language="French")),
    (
        "candidates: have a number twice / contiennent deux fois un numéro",
        lambda file: file["candidates"].append({"number": 1, "language": "fr"}),
    ),
    (f"sheets: {LIST}", lambda file: file.update(sheets=None)),
    (f"sheets[0]: {exactly('juror', 'candidate', 'marks')}", lambda file: file["sheets"].insert(0, [])),
    (f"sheets[0].marks: {exactly('initiative', 'service')}", lambda file: file["sheets"][0]["marks"].pop("service")),
    (f"sheets[1].marks.service: {DECIMAL}", lambda file: file["sheets"][1]["marks"].update(service=5)),
    (f"sheets[1].marks.service: {SCALE}", lambda file: file["sheets"][1]["marks"].update(service="10.000001")),
    (f"sheets[1].marks.service: {SCALE}", lambda file: file["sheets"][1]["marks"].update(service="-0.5")),
    (f"sheets[8].juror: {WHOLE}", lambda file: file["sheets"][8].update(juror=None)),
    (f"sheets[8].candidate: {WHOLE}", lambda file: file["sheets"][8].update(candidate=-1)),
    (UNLISTED, lambda file: file["sheets"][8].update(juror=4)),
    (UNLISTED, lambda file: file["sheets"][8].update(candidate=4)),
    (
        "sheets: have a juror twice on a candidate / ont deux grilles d’un membre sur une candidature",
        lambda file: file["sheets"][8].update(candidate=2),
    ),
    (f"sheets: {TWICE}", lambda file: file["sheets"].append(file["sheets"][0])),
    (f"decisions[0]: {LIST}", lambda file: file.update(decisions=[1])),
    (f"decisions[0][1]: {LIST}", lambda file: file.update(decisions=[[[1], 2]])),
    (f"decisions[0][1][0]: {WHOLE}", lambda file: file.update(decisions=[[[1], ["2"]]])),
    (
        "decisions[0]: has a candidate twice / contient deux fois une candidature",
        lambda file: file.update(decisions=[[[1], [2, 1]]]),
    ),
]
UNDECIDABLE: list[tuple[str, Change]] = [
    (ABOUT, lambda file: file.update(decisions=[[[4], [1]]])),
    (ABOUT, lambda file: file.update(decisions=[[[4], [1], [2], [3]]])),
    (ABOUT, lambda file: file.update(decisions=[[[3]]])),
    (ABOUT, lambda file: file.update(decisions=[[]])),
    (ABOUT, lambda file: file.update(decisions=[[[4], [1, 2]], [[1], [2, 4]]])),
]


@pytest.mark.parametrize(
    ("number", "sentence", "change"),
    [(1, *fault) for fault in FAULTS] + [(4, *fault) for fault in UNDECIDABLE],
)
def test_what_is_wrong_with_a_file_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], number: int, sentence: str, change: Change
) -> None:
    file = panel_file(number)
    change(file)
    path = tmp_path / "round.json"
    path.write_bytes(told(file))

    assert main([str(path)]) == 2

    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", sentence + "\n")


def test_half_a_yes_is_no_answer() -> None:
    file = panel_file(2)
    file["sheets"][0]["marks"]["yes"] = "0.5"

    with pytest.raises(Unusable, match=r"sheets\[0\]\.marks\.yes: is not on the scale"):
        read(told(file))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe{}", b'{"format": 1, "format": 1}', b"[" * 100_000, b"9" * 5000],
    ids=["empty", "half", "another encoding", "a key twice", "too deep", "too long a number"],
)
def test_what_is_no_json(content: bytes) -> None:
    with pytest.raises(Unusable, match=r"^file: is no JSON with each key once / n’est pas du JSON où chaque clé"):
        read(content)


def test_letters_that_are_none_are_refused_like_others() -> None:
    file = panel_file(1)
    file["jurors"] = ["\ud800"]

    with pytest.raises(Unusable, match=r"jurors\[0\]: must be a whole number"):
        read(told(file))


def test_a_mark_of_the_byte_order_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbf" + told(panel_file(1)))[0] == panel(1)


def test_without_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([]) == 2
    assert main([str(tmp_path / "nowhere.json")]) == 2

    usage, nowhere = capsys.readouterr().err.splitlines()
    assert usage == "python recount.py [--json] FILE"
    assert "nowhere.json" in nowhere


def test_the_page_for_outsiders_names_every_key() -> None:
    rows = (Path(recount.__file__).parents[2] / "docs/recount.md").read_text().splitlines()

    assert tuple(row.split("`")[1] for row in rows if row.startswith("| `")) == recount.FILE


# The program


def test_as_a_program(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["recount.py", str(PANELS / "2.json")])

    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(recount.__file__), run_name="__main__")

    assert ended.value.code == 0
    assert "         –    4               1  not ranked, below the quorum / pas de rang" in capsys.readouterr().out


def test_another_digest_is_told_and_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In `test_panels` a mark is altered; here the digest itself."""
    file = {**panel_file(1), "digest": "0" * 64}
    (tmp_path / "round.json").write_bytes(told(file))

    assert main([str(tmp_path / "round.json")]) == 1

    shown = capsys.readouterr()
    assert shown.out.endswith(f"SHA-256 {panel_file(1)['digest']}\n")
    assert shown.err == f"The file names another digest / Le fichier indique une autre empreinte: {'0' * 64}\n"


def test_ties_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(PANELS / "5.json")]) == 0

    shown = capsys.readouterr().out.splitlines()
    assert shown[-3:-1] == ["tie/égalité: 2, 3", "tie/égalité: 1, 4"]


def test_what_the_digest_is_of_is_printed_without_a_line_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", str(PANELS / "3.json")]) == 0

    assert hashlib.sha256(capsys.readouterr().out.encode()).hexdigest() == panel_file(3)["digest"]
