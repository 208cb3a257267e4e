"""What the magazine adds to shared pages: the newest issue on the home page."""

from typing import Any

from django.http import HttpRequest

from .models import Issue


def newest_issue(request: HttpRequest) -> dict[str, Any] | None:
    """The issue that appeared last."""
    newest = Issue.objects.published().with_cover().defer("contents").newest_first().first()
    return {"issue": newest} if newest else None
