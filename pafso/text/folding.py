"""Text without accents or case, for comparing and sorting names and for finding words."""

import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "ʼ": "'"})


def folded(text: str) -> str:
    """``"L’Œuvre  d’Élise"`` → ``"l'oeuvre d'elise"``."""
    plain = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())
