"""Names compare without accents, case, ligatures or odd spaces."""

import pytest

from pafso.text.folding import folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("L’Œuvre  d’Élise", "l'oeuvre d'elise"),
        ("ÎLE-DU-PRINCE-ÉDOUARD", "ile-du-prince-edouard"),
        ("e\u0301te\u0301", "ete"),
        ("Straße STRAẞE", "strasse strasse"),
        ("Łódź Øystein Đorđević Işık İstanbul Ðóra Þór Ħal", "lodz oystein dordevic isik istanbul dora thor hal"),
        ("Æbelø Nuŋa", "aebelo nuna"),
        ("OʼBrien O´Brien O‘Brien", "o'brien o'brien o'brien"),
        ("Bélanger‑Roy Bélanger–Roy", "belanger-roy belanger-roy"),
        ("Ｗｉｄｅ\u200b \u202eevil\u202c", "wide evil"),
        ("", ""),
    ],
)
def test_folded(text: str, plain: str) -> None:
    assert folded(text) == plain
