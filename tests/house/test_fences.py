"""The fences of the house: what may not be written anywhere."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OURS = ["pafso", "members", "awards", "contests", "magazine"]
# Given to outsiders as one file, which must need no other (decision 0050).
ONE_FILE_ON_PURPOSE = {"pafso/judging/recount.py": 420}


def sources() -> list[Path]:
    return [path for app in OURS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def test_state_is_written_in_one_place_only() -> None:
    writes = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            targets = getattr(node, "targets", [getattr(node, "target", None)])
            if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)) and any(
                isinstance(target, ast.Attribute) and target.attr == "state" for target in targets
            ):
                writes.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update":
                named = [keyword.arg for keyword in node.keywords]
                if "state" in named:
                    writes.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert [place for place in writes if not place.startswith("pafso/states.py")] == []


def test_no_file_grows_past_its_measure() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    too_long = [
        str(path.relative_to(ROOT))
        for paths, longest in ((sources(), 300), (tests, 600))
        for path in paths
        if path.read_text().count("\n") > ONE_FILE_ON_PURPOSE.get(str(path.relative_to(ROOT)), longest)
    ]

    assert too_long == []


def test_functions_are_short() -> None:
    sizes, long, fat_views = [], [], []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            size = sum(1 for part in node.body if not _is_docstring(part)) and node.end_lineno - node.body[0].lineno + 1
            sizes.append(size)
            if node.end_lineno - node.lineno + 1 > 50:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
            in_views = path.stem == "views" or "views" in path.parts
            if (
                in_views
                and size > 15
                and not node.name.startswith("_")
                and node.args.args[:1]
                and node.args.args[0].arg == "request"
            ):
                fat_views.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({size})")
    sizes.sort()

    assert long == []
    assert fat_views == []
    assert sizes[len(sizes) // 2] <= 8
    assert sizes[len(sizes) * 9 // 10] <= 25


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_every_module_says_why_it_exists() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert silent == []


def test_no_rooms_without_a_name() -> None:
    names = {"utils.py", "helpers.py", "services.py", "managers.py", "constants.py"}

    assert [path for path in sources() if path.name in names] == []


def test_nothing_inline_in_templates() -> None:
    """The Content-Security-Policy would refuse it; mails are not pages."""
    inline = re.compile(
        r"\sstyle=|\son\w+=|<style|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
        re.IGNORECASE,
    )
    found = []
    for app in OURS:
        for path in sorted((ROOT / app).rglob("templates/**/*.html")):
            if "mail" in path.parts and path.parent.name == "mail":
                continue
            text = re.sub(r"\{#.*?#\}", "", path.read_text())
            found += [str(path.relative_to(ROOT)) for _ in inline.finditer(text)]

    assert found == []


def test_templates_ask_no_other_host() -> None:
    address = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//(?!\{)", re.IGNORECASE)
    found = [
        str(path.relative_to(ROOT))
        for app in OURS
        for path in sorted((ROOT / app).rglob("templates/**/*.html"))
        if address.search(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize("app", OURS)
def test_every_model_reads_in_both_languages(app: str) -> None:
    """Staff see these words; a model without them would show code."""
    bare = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.split(".")[0] == app and isinstance(model._meta.verbose_name, str)
    ]

    assert bare == []
