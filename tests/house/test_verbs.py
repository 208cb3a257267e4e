"""Every verb that the code writes into the audit trail has words, in both languages."""

import ast
from pathlib import Path

from django.conf import settings
from django.utils import translation

from pafso.audit import labels

APPS = ["pafso", "members", "awards", "contests", "magazine"]


def written() -> set[str]:
    """The literal first arguments of every call of record()."""
    found = set()
    for path in (path for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and node.args:
                found |= {part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)}
    return {verb for verb in found if isinstance(verb, str)}


def test_every_verb_has_words() -> None:
    assert len(written()) > 40
    assert written() - set(labels.WORDS) == set()


def test_the_words_are_in_both_languages() -> None:
    with translation.override("en"):
        english = {verb: labels.of(verb) for verb in labels.WORDS}
    with translation.override("fr"):
        french = {verb: labels.of(verb) for verb in labels.WORDS}

    assert [verb for verb in english if english[verb] == french[verb]] == []
    assert [verb for verb in english if "_" in english[verb] + french[verb]] == []
