"""Six panels whose placings were counted by hand: panels.md shows each step."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pafso.judging import recount
from pafso.judging.recount import Result, count
from tests.pafso.judging.rounds import NUMBERS, PANELS, panel, panel_file

MODULE = Path(recount.__file__)
VALUES = ("total", "spread", "z", "mean_rank")
TABLE = """\
PANEL-1 · scoring · 1
 rank/rang   no  sheets/grilles      total     spread          z  mean_rank  by/selon total, z, mean_rank
         1    1               3   0.766667   0.400000   0.554863   0.500000  1, 2, 1 *
         2    2               3   0.666667   0.333333   0.681138   0.500000  2, 1, 1 *
         3    3               3   0.288889   0.400000  -1.236001   1.000000  3, 3, 3
* the rank hangs on the method / le rang dépend de la méthode
SHA-256 54fcb69fe0b03a4709bb6aab49ab876496c25b3eb709437f26e13dc7df69dbc4
"""


def as_by_hand(result: Result) -> dict[str, object]:
    """In the form of the files: candidate, rank, sheets, four values, the ranks by total, z and mean rank."""
    return {
        "placings": [
            [one.candidate, one.rank, one.sheets, *(f"{one.values[name]:f}" for name in VALUES)]
            + [one.ranks[method] for method in ("total", "z", "mean_rank")]
            for one in result.placings
        ],
        "not_ranked": [[number, sheets] for number, sheets in result.not_ranked.items()],
        "ties": [list(tie) for tie in result.ties],
    }


def run(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_what_was_counted_by_hand(number: int) -> None:
    expected = json.loads((PANELS / f"{number}.expected.json").read_text())

    assert as_by_hand(count(panel(number))) == expected


@pytest.mark.parametrize("number", NUMBERS)
def test_the_page_says_what_the_files_say(number: int) -> None:
    """panels.md is what people read: each figure of the files that needs counting stands in its section."""
    section = re.split(r"^## \d\. ", (PANELS.parent / "panels.md").read_text(), flags=re.MULTILINE)[number]
    placings = json.loads((PANELS / f"{number}.expected.json").read_text())["placings"]

    for placing in placings:
        total, spread, z, mean_rank = placing[3:7]
        for value in (total, spread, mean_rank):
            assert (value in section) or (value.rstrip("0").rstrip(".") in section)
        assert z[:-2].replace("-", "−") in section or z[:-2].lstrip("-") in section


@pytest.mark.parametrize("number", NUMBERS)
def test_python_alone_in_an_empty_folder(tmp_path: Path, number: int) -> None:
    shutil.copy(MODULE, tmp_path / "recount.py")
    shutil.copy(PANELS / f"{number}.json", tmp_path / "round.json")

    ran = run("recount.py", "round.json", folder=tmp_path, LC_ALL="C", PYTHONHASHSEED=str(number))

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith(f"SHA-256 {panel_file(number)['digest']}\n")
    assert ran.stdout == TABLE or number != 1


def test_the_file_alone_and_our_module_where_it_is(tmp_path: Path) -> None:
    shutil.copy(PANELS / "1.json", tmp_path)

    ran = run(str(MODULE), "1.json", folder=tmp_path)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, TABLE, "")
    assert [path.name for path in tmp_path.iterdir()] == ["1.json"]


def test_as_a_module_without_any_package_installed() -> None:
    ran = subprocess.run(
        [sys.executable, "-S", "-m", "pafso.judging.recount", str(PANELS / "1.json")],
        cwd=MODULE.parents[2],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert ran.stdout == TABLE


def test_what_the_digest_is_of(tmp_path: Path) -> None:
    """`--json FILE | sha256sum`: nothing of ours is needed to make the digest."""
    ran = run(str(MODULE), "--json", str(PANELS / "4.json"), folder=tmp_path)

    assert hashlib.sha256(ran.stdout.encode()).hexdigest() == panel_file(4)["digest"]
    assert ran.stdout.startswith('{"candidates":[{"language":"en","number":1},')
    assert json.dumps(json.loads(ran.stdout), sort_keys=True, separators=(",", ":")) == ran.stdout


def test_one_altered_mark_is_another_digest(tmp_path: Path) -> None:
    text = (PANELS / "1.json").read_text()
    altered = text.replace(
        '"juror": 3, "candidate": 3, "marks": {"initiative": "2"',
        '"juror": 3, "candidate": 3, "marks": {"initiative": "3"',
    )
    (tmp_path / "altered.json").write_text(altered)

    ran = run(str(MODULE), "altered.json", folder=tmp_path)

    assert altered != text
    assert ran.returncode == 1
    assert ran.stderr == (
        f"The file names another digest / Le fichier indique une autre empreinte: {panel_file(1)['digest']}\n"
    )
    assert str(panel_file(1)["digest"]) not in ran.stdout
