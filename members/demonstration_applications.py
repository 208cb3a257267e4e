"""Two applications for membership, so that the office has something to decide and something to wait for."""

import uuid
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress

from .actions.applications import begin_application, submit_application
from .actions.decisions import request_information
from .demonstration import PASSWORD
from .models import Application, Stream, User

APPLICANTS: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    (
        "Patrick O Briain",
        "patrick.obriain@example.org",
        {"language": "en", "time_zone": "Europe/Dublin"},
        {
            "employer": "gac",
            "level": "FS-03",
            "joined_on": date(2009, 1, 12),
            "former_number": "1007",
            "telephone": "+353 1 555 0142",
            "remarks": "I was a member until I went on leave, and am back since September.",
        },
    ),
    (
        "Aurélie Desjardins-Mbeki",
        "aurelie@example.org",
        {"language": "fr", "time_zone": "Africa/Abidjan"},
        {
            "employer": "ircc",
            "level": "FS-01",
            "joined_on": date(2025, 9, 2),
            "telephone": "+225 27 20 55 01 10",
            "remarks": "Première affectation à Abidjan.",
        },
    ),
]
QUESTION = "Êtes-vous nommée pour une période indéterminée, ou s’agit-il d’un détachement ? Depuis quand ?"


def fill(context: dict[str, Any]) -> None:
    """One that the office has, from somebody who looks like an entry of the roll; one that waits for an answer, in French."""
    people, signins = context.get("people", {}), context.get("signins", [])
    if "staff" not in people or Application.objects.exists():
        return
    stream = Stream.objects.first()
    for name, email, fields, facts in APPLICANTS:
        user = _account(name, email, fields)
        application = begin_application(by=user, form_token=uuid.uuid4())
        for column, value in {"kind_id": "regular", "stream": stream, **facts}.items():
            setattr(application, column, value)
        application.save()
        submit_application(application, by=user)
        signins.append(("applicant", email, PASSWORD, ""))
    request_information(application, by=people["staff"], question=QUESTION)


def _account(name: str, email: str, fields: dict[str, Any]) -> User:
    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
