"""What the office's start page tells of the magazine: issues that wait for the machine, or for a person."""

from typing import Any

from django.http import HttpRequest

from .models import Issue

SHOWN = 10


def issues_at_work(request: HttpRequest) -> dict[str, Any] | None:
    """The unpublished issues, newest first; nothing for somebody who may not see them in the office."""
    if not request.user.has_perm("magazine.view_issue"):
        return None
    return {"issues": Issue.objects.at_work().newest_first().defer("contents")[:SHOWN]}
