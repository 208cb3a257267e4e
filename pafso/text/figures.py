"""Numbers, sums of money and sizes of files as each language writes them; their spaces never break."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from pafso.localized import language_in_use

STEP = 1024
UNITS = (gettext_noop("KB"), gettext_noop("MB"), gettext_noop("GB"))


class Number(int):
    """A count that is written "1,500" or « 1 500 » and still chooses between singular and plural."""

    def __str__(self) -> str:
        return _grouped(int(self))


def number(count: int) -> Number:
    """``ngettext("%(n)s line", "%(n)s lines", lines) % {"n": number(lines)}``; ``{% blocktranslate count n=lines|number %}``."""
    return Number(count)


def money(dollars: int | Decimal) -> str:
    """ "$1,500", or « 1 500 $ »; cents only where there are some: "$12.50", « 12,50 $ »."""
    figures = _grouped(dollars, 0 if dollars == int(dollars) else 2)
    return f"{figures}\u00a0$" if language_in_use() == "fr" else f"${figures}"


def file_size(count: int) -> str:
    """ "1.5 MB", or « 1,5 Mo »: of 1,024 bytes a step, as every limit of ours, and with one decimal at most."""
    if count < STEP:
        return f"{number(count)}\u00a0{ngettext('byte', 'bytes', count)}"
    size = Decimal(count)
    for unit in UNITS:
        size /= STEP
        shown = round(size, 1)
        if shown < STEP or unit == UNITS[-1]:
            break
    return f"{_grouped(shown, 0 if shown == int(shown) else 1)}\u00a0{_(unit)}"


# For a sentence that is put into the reader's language when it is shown.
lazy_file_size = lazy(file_size, str)


def _grouped(value: int | Decimal, decimals: int = 0) -> str:
    return str(number_format(value, decimals, use_l10n=True, force_grouping=True))
