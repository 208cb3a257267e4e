"""Two applications for membership, so that the office has something to decide and something to wait for."""

import uuid
from typing import Any

from members.applications.actions.applicant import begin_application, submit_application
from members.applications.actions.decisions import request_information
from members.models import Application, Stream
from pafso.demonstration import read

from .people import PASSWORD, add_account


def fill(context: dict[str, Any]) -> None:
    """One that the office has, from somebody who looks like an entry of the roll; one that waits for an answer, in French."""
    people, signins = context.get("people", {}), context.get("signins", [])
    if "staff" not in people or Application.objects.exists():
        return
    stream, texts = Stream.objects.first(), read(__file__, "applications.toml")
    for applicant in texts["applicants"]:
        user = add_account(applicant)
        application = begin_application(by=user, form_token=uuid.uuid4())
        for column, value in {"kind_id": "regular", "stream": stream, **applicant["answers"]}.items():
            setattr(application, column, value)
        application.save()
        submit_application(application, by=user)
        signins.append(("applicant", user.email, PASSWORD, ""))
    request_information(application, by=people["staff"], question=texts["question"])
