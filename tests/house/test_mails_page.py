"""docs/mails.md says what the catalogue says."""

from tests.mails_page import PAGE, page


def test_the_page_is_in_step_with_the_catalogue(db: None) -> None:
    assert PAGE.read_text() == page()
