"""Rules of the magazine, each a sentence."""

from typing import Any

from pafso.access import Visitor, works_in_office


def may_read(user: Visitor, issue: Any) -> bool:
    """Published issues are everyone's; the others are the office's. The other face is `visible_to`."""
    return issue.is_published or works_in_office(user, "magazine.view_issue")


def missing_for_publication(issue: Any) -> list[str]:
    """The fields without which an issue may not appear, in the order of the form."""
    wanted = ["title_en", "title_fr", "page_count"]
    return [name for name in wanted if not getattr(issue, name)]
