"""When a nomination or a letter was received, in words: of what came on paper only the day is known."""

from datetime import datetime

from pafso.clock import ottawa_day
from pafso.text.dates import day_and_hour, day_in_words


def received_in_words(at: datetime | None, *, on_paper: bool) -> str:
    """In a list or a document of the office; nothing for what is not in. Noon, which stands for a day of paper, is no hour."""
    if at is None:
        return ""
    return day_in_words(ottawa_day(at)) if on_paper else day_and_hour(at)
