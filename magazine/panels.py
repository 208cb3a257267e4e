"""What the magazine adds to shared pages: the newest issue on the home page, on the desk what waits for the machine or a person."""

from typing import Any

from django.http import HttpRequest

from .models import Issue

SHOWN = 10


def newest_issue(request: HttpRequest) -> dict[str, Any] | None:
    """The issue that appeared last."""
    newest = Issue.objects.published().with_cover().defer("contents").newest_first().first()
    return {"issue": newest} if newest else None


def issues_at_work(request: HttpRequest) -> dict[str, Any] | None:
    """The unpublished issues, newest first; nothing for somebody who may not see them in the office."""
    if not request.user.has_perm("magazine.view_issue"):
        return None
    return {"issues": Issue.objects.at_work().newest_first().defer("contents")[:SHOWN]}
