"""A number as its cell shows it: "00042" in the format 00000, "1,042", "12 %", "1.61E+10". Runs in the sandbox."""

import operator
import re
from decimal import ROUND_HALF_UP, Decimal

# One section of a format: what stands before its figures, the figures, what stands behind them.
LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^-\]]*)[^\]]*\]|\[[^\]]*\]|([ $€£()+/:-])')
FIGURES = re.compile(r"[0#?,.]+(?:E[+-]0+)?%?", re.IGNORECASE)
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
HOLDS = {"<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "=": operator.eq}
MOST_ZEROS = 40


def shown(value: float, form: str) -> str:
    """VALUE in the number format FORM; as plainly as can be where the format says nothing of figures."""
    section, value = _section(_sections(form or "General"), value)
    pieces = _pieces(section)
    if sum(is_figures for _, is_figures in pieces) == 0:
        return plainly(value)
    if any(is_figures and "E" in text.upper() for text, is_figures in pieces):
        return "".join(_scientific(value, text) if is_figures else text for text, is_figures in pieces).strip()
    return _filled(value, pieces).strip()


def plainly(value: float) -> str:
    """All figures of VALUE, as in the format General of a wide column."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)


def _section(sections: list[str], value: float) -> tuple[str, float]:
    """The section for VALUE by its condition, else by its sign, which a section of its own for it writes itself."""
    conditions = [CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or HOLDS[condition[1]](value, float(condition[2])):
                return section, value
        return "General", value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    return sections[2 if value == 0 and len(sections) > 2 else 0], value


def _sections(form: str) -> list[str]:
    """The sections between semicolons, those in quotation marks aside."""
    return re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+', form) or ["General"]


def _pieces(section: str) -> list[tuple[str, bool]]:
    """(text, whether it stands for figures), in order; nothing of figures for General, text, dates and fractions."""
    plain = LITERAL.sub("", section)
    if not re.fullmatch(r"[0#?,.E+%\s-]*", plain, re.IGNORECASE) or "?/" in section or "#/" in section:
        return []
    found: list[tuple[str, bool]] = []
    place = 0
    while place < len(section):
        if match := FIGURES.match(section, place):
            found.append((match.group(), True))
        elif match := LITERAL.match(section, place):
            found.append(("".join(group or "" for group in match.groups()), False))
        else:
            found.append((section[place], False))
        place = match.end() if match else place + 1
    return found


def _filled(value: float, pieces: list[tuple[str, bool]]) -> str:
    """The figures of VALUE put into their places from the right, as spreadsheets fill "000-000-000"."""
    places = "".join(text for text, is_figures in pieces if is_figures)
    percent = places.endswith("%") or any(text == "%" for text, is_figures in pieces if not is_figures)
    whole_form, _, decimal_form = places.rstrip("%").partition(".")
    number = Decimal(repr(value)) * (100 if percent else 1)
    scale = len(whole_form) - len(whole_form.rstrip(","))
    number /= Decimal(1000) ** scale
    most = len([c for c in decimal_form if c in "0#?"])
    least = len([c for c in decimal_form if c in "0"])
    rounded = abs(number).quantize(Decimal(1).scaleb(-min(most, MOST_ZEROS)), rounding=ROUND_HALF_UP)
    whole, _, decimals = f"{rounded:f}".partition(".")
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    whole = whole.lstrip("0").rjust(min(whole_form.count("0"), MOST_ZEROS), "0")
    sign = "-" if number < 0 else ""
    if sum(is_figures for _, is_figures in pieces) == 1:
        if "," in whole_form.rstrip(","):
            whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", whole)
        figures = whole + (f".{decimals}" if decimals else "") + ("%" if places.endswith("%") else "")
        return sign + "".join(figures if is_figures else text for text, is_figures in pieces)
    return sign + _spread(whole, pieces)


def _spread(figures: str, pieces: list[tuple[str, bool]]) -> str:
    """FIGURES over several groups of places; what does not fit stands in the first."""
    made: list[str] = []
    groups = sum(is_figures for _, is_figures in pieces)
    for text, is_figures in reversed(pieces):
        if not is_figures:
            made.append(text)
            continue
        groups -= 1
        size = len(re.sub(r"[^0#?]", "", text)) if groups else len(figures)
        made.append(figures[max(0, len(figures) - size) :] if size else "")
        figures = figures[: max(0, len(figures) - size)]
    return "".join(reversed(made))


def _scientific(value: float, form: str) -> str:
    decimals = len(re.sub(r"[^0#?]", "", form.upper().partition("E")[0].partition(".")[2]))
    least = form.upper().partition("E")[2].count("0")
    mantissa, _, exponent = f"{value:.{min(decimals, MOST_ZEROS)}E}".partition("E")
    return f"{mantissa}E{exponent[0]}{exponent[1:].lstrip('0').rjust(least, '0')}"
