"""docs/security.md names every requirement with its tests, and is never behind them."""

from tests.security_page import PAGE, page


def test_the_page_is_in_step_with_the_markers() -> None:
    assert PAGE.read_text() == page()
