"""Rules about people, each a sentence."""

import unicodedata


def folded(text: str) -> str:
    """TEXT without accents or case, for comparing and sorting names."""
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE").replace("’", "'")
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())
