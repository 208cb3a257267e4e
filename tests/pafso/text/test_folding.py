"""Names compare without accents, case, ligatures or odd spaces."""

import pytest

from pafso.text.folding import folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("L’Œuvre  d’Élise", "l'oeuvre d'elise"),
        ("ÎLE-DU-PRINCE-ÉDOUARD", "ile-du-prince-edouard"),
        ("e\u0301te\u0301", "ete"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_folded(text: str, plain: str) -> None:
    assert folded(text) == plain
