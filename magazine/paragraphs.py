"""Turns the lines of a printed column back into paragraphs, for reading on a screen of another width."""

ENDS = (".", "!", "?", "…", ":", "»", "”", '"')
SHORT, VERY_SHORT = 0.85, 0.5


def reflowed(text: str) -> str:
    """TEXT with its lines joined; what looks like the end of a paragraph or a heading becomes an empty line.

    A printed line tells only its length: a short one that ends a sentence ends its paragraph, and one of less than half
    the column stands alone, whatever it ends with.
    """
    lines = text.split("\n")
    usual = _usual_length(lines)
    joined = []
    for line in lines:
        stripped = line.strip()
        joined.append(stripped + ("\n\n" if _stands_alone(stripped, usual) else " "))
    parts = ("".join(joined)).split("\n\n")
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _stands_alone(line: str, usual: int) -> bool:
    if not line or len(line) < usual * VERY_SHORT:
        return True
    return line.endswith(ENDS) and len(line) < usual * SHORT


def _usual_length(lines: list[str]) -> int:
    """The length that a quarter of the lines exceed: titles are shorter, a line across the page is an exception."""
    lengths = sorted(len(line) for line in lines if line.strip())
    return lengths[len(lengths) * 3 // 4] if lengths else 0
