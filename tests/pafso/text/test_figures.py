"""Numbers, sums of money and sizes of files are written as each language writes them, by one function each."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import ngettext

from pafso.text.figures import file_size, lazy_file_size, money, number

KB = 1024


@pytest.mark.parametrize(
    ("say", "value", "english", "french"),
    [
        (number, 0, "0", "0"),
        (number, 1, "1", "1"),
        (number, 2, "2", "2"),
        (number, 1500, "1,500", "1\u00a0500"),
        (number, 1234567, "1,234,567", "1\u00a0234\u00a0567"),
        (money, 0, "$0", "0\u00a0$"),
        (money, 1, "$1", "1\u00a0$"),
        (money, 2, "$2", "2\u00a0$"),
        (money, 1500, "$1,500", "1\u00a0500\u00a0$"),
        (money, Decimal("12.50"), "$12.50", "12,50\u00a0$"),
        (money, Decimal("1500.00"), "$1,500", "1\u00a0500\u00a0$"),
        (file_size, 0, "0\u00a0bytes", "0\u00a0octet"),
        (file_size, 1, "1\u00a0byte", "1\u00a0octet"),
        (file_size, 2, "2\u00a0bytes", "2\u00a0octets"),
        (file_size, 1023, "1,023\u00a0bytes", "1\u00a0023\u00a0octets"),
        (file_size, 1500, "1.5\u00a0KB", "1,5\u00a0ko"),
        (file_size, 1500 * KB, "1.5\u00a0MB", "1,5\u00a0Mo"),
        (file_size, 80 * KB**2, "80\u00a0MB", "80\u00a0Mo"),
        (file_size, KB**2 - 1, "1\u00a0MB", "1\u00a0Mo"),
        (file_size, 1500 * KB**3, "1,500\u00a0GB", "1\u00a0500\u00a0Go"),
    ],
)
def test_a_figure_in_both_languages(say: Callable[[Any], object], value: object, english: str, french: str) -> None:
    assert str(say(value)) == english
    with translation.override("fr"):
        assert str(say(value)) == french


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (0, "0 lines were written.", "0 ligne a été appliquée."),
        (1, "1 line was written.", "1 ligne a été appliquée."),
        (2, "2 lines were written.", "2 lignes ont été appliquées."),
        (1500, "1,500 lines were written.", "1\u00a0500 lignes ont été appliquées."),
    ],
)
def test_a_number_chooses_the_form_of_its_sentence(count: int, english: str, french: str) -> None:
    words = (
        "{% load components i18n %}{% blocktranslate trimmed count n=count|number %}{{ n }} line was written."
        "{% plural %}{{ n }} lines were written.{% endblocktranslate %}"
    )

    for language, wanted in (("en", english), ("fr", french)):
        with translation.override(language):
            said = ngettext("%(n)s line was written.", "%(n)s lines were written.", count) % {"n": number(count)}
            assert said == Template(words).render(Context({"count": count})) == wanted


def test_in_a_template() -> None:
    words = Template("{% load components %}{{ n|number }} {{ n|money }} {{ n|file_size }}")

    with translation.override("fr"):
        assert words.render(Context({"n": 1500})) == "1\u00a0500 1\u00a0500\u00a0$ 1,5\u00a0ko"


def test_a_size_that_is_said_later() -> None:
    size = lazy_file_size(10 * KB**2)

    assert str(size) == "10\u00a0MB"
    with translation.override("fr"):
        assert str(size) == "10\u00a0Mo"
