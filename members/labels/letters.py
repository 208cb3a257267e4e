"""Which letters the font of the sheets has: Latin with every accent, Greek and Cyrillic. Typst brings it; a test sets them all."""

SHOWN = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x386, 0x3CE), (0x400, 0x477), (0x490, 0x4BF), (0x1E00, 0x1EFF),
    (0x2010, 0x2027), (0x2116, 0x2116),
)  # fmt: skip


def can_show(text: str) -> bool:
    """Whether nothing in TEXT would be an empty box on paper."""
    return all(letter == "\n" or any(first <= ord(letter) <= last for first, last in SHOWN) for letter in text)
