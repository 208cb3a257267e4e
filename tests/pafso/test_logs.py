"""What may stand in a log."""

import logging

import pytest

from pafso.logs import SafeFormatter


def line(message: str) -> str:
    return SafeFormatter("%(message)s").format(logging.LogRecord("x", logging.INFO, "", 0, message, None, None))


@pytest.mark.req("R55")
@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (
            "GET /en/unsubscribe/WzEsImlzc3VlcyJd:eJnGtjmje6uMAeSJlbQnpC__BuEG3SaTFHO4Jz7IkGY/ 200",
            "GET /en/unsubscribe/…/ 200",
        ),
        ("GET /en/awards/letter/Zk3-_9aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/ 200", "GET /en/awards/letter/…/ 200"),
        ("GET /x?token=abc&page=2", "GET /x?token=…&page=2"),
        ("POST /login?next=/fr/&password=hush", "POST /login?next=…&password=…"),
        ("one\r\n2026 ERROR forged", "one\\r\\n2026 ERROR forged"),
        ("GET /en/magazine/38-2/page/3/ 200", "GET /en/magazine/38-2/page/3/ 200"),
    ],
)
def test_secrets_are_blanked_and_lines_stay_one(message: str, kept: str) -> None:
    assert line(message) == kept


@pytest.mark.req("R55")
def test_a_traceback_keeps_its_lines(caplog: pytest.LogCaptureFixture) -> None:
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        import sys

        record = logging.LogRecord("x", logging.ERROR, "", 0, "boom", None, sys.exc_info())
    text = SafeFormatter("%(message)s").format(record)

    assert text.startswith("boom\nTraceback")
    assert text.endswith("ZeroDivisionError: division by zero")
