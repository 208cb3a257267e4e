"""The two issues of the demonstration, read at once and published; only the second one is news."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from magazine.actions import publish_issue, upload_issue
from magazine.models import Issue
from magazine.tasks import extract_issue
from pafso.clock import OTTAWA
from pafso.demonstration import read
from pafso.files.uploads import check_document

from .typeset import issue_pdf

ISSUES = read(__file__, "issues.toml")["issues"]


def fill(context: dict[str, Any]) -> None:
    staff = context.get("people", {}).get("staff")
    for words in ISSUES:
        facts = {name: words[name] for name in ("volume", "number", "title_en", "title_fr", "dated")}
        issue, dated = Issue(**facts, cover_credit="PAFSO / APASE"), words["dated"]
        upload = SimpleUploadedFile("issue.pdf", issue_pdf(words), "application/pdf")
        upload_issue(issue, pdf=check_document(upload, kinds=("pdf",)), by=staff)
        extract_issue(issue.pk)
        issue.refresh_from_db()
        if words is not ISSUES[-1]:
            Issue.objects.filter(pk=issue.pk).update(announced_at=timezone.now())
        publish_issue(issue, by=staff, now=datetime(dated.year, dated.month, dated.day, 12, tzinfo=OTTAWA))
