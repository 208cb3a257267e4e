"""Rules of the magazine, each a sentence."""

from pafso.access import Visitor

from .models import Issue, looks_after_magazine


def may_read(user: Visitor, issue: Issue) -> bool:
    """Published issues are everyone's; the others are the office's. The other face is `visible_to`."""
    return issue.is_published or looks_after_magazine(user)


def may_read_pdf(user: Visitor, issue: Issue) -> bool:
    """The whole PDF shows every page: while one is hidden, it is the office's (ISSUE is of ``with_gaps``)."""
    return may_read(user, issue) and (not issue.has_hidden_pages or looks_after_magazine(user))


def readable_pages(issue: Issue, user: Visitor, *, has_gaps: bool) -> list[int]:
    """The numbers of the pages of ISSUE that USER may read; asks the database only while some are hidden (HAS_GAPS)."""
    numbers = list(range(1, issue.page_count + 1))
    if not has_gaps:
        return numbers
    return list(issue.pages.visible_to(user).order_by("number").values_list("number", flat=True))


def missing_for_publication(issue: Issue) -> list[str]:
    """The fields without which an issue may not appear, in the order of the form."""
    wanted = ["title_en", "title_fr", "page_count"]
    return [name for name in wanted if not getattr(issue, name)]
