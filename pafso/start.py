"""What must be in the database before anything is served or sent: the web, the worker and `check --deploy` ask the same."""

import logging

from celery.signals import worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError, connection, transaction

from pafso.audit.log import record
from pafso.models import POSTAL_ADDRESS, Text, postal_address
from pafso.settings.wants import Want, refusal

log = logging.getLogger(__name__)
AWAY = Want("pafso.E020", "The database must answer: otherwise, nobody can tell what it lacks.")
UNMIGRATED = Want("pafso.E021", "The database must have its tables: `manage.py migrate`.")
NO_POSTAL_ADDRESS = Want(
    "pafso.E022",
    "The association's postal address must be written: set POSTAL_ADDRESS and run `manage.py office`, or write the text postal-address.",
)


def wanting_in_database() -> list[Want]:
    """What the database lacks."""
    try:
        return [] if postal_address() else [NO_POSTAL_ADDRESS]
    except OperationalError:
        return [AWAY]
    except DatabaseError:
        return [UNMIGRATED]


def refuse_unless_whole() -> None:
    """Raises ImproperlyConfigured when production lacks something. A database that is away comes back: pages say so until then."""
    if not settings.MUST_BE_WHOLE:
        return
    found = wanting_in_database()
    connection.close()  # no fork inherits it
    if found == [AWAY]:
        log.warning("the database does not answer: what it lacks is not known")
    elif found:
        raise ImproperlyConfigured(refusal(found))


@worker_init.connect
def refuse_worker(**kwargs: object) -> None:
    """Celery only notes down what its signals raise, unless it is the end of the process."""
    try:
        refuse_unless_whole()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error


def write_first_postal_address() -> bool:
    """Write the postal address that the environment states into the texts, when there is none; whether it did."""
    if not settings.POSTAL_ADDRESS or Text.objects.filter(key=POSTAL_ADDRESS).exists():
        return False
    with transaction.atomic():
        text, is_new = Text.objects.get_or_create(
            key=POSTAL_ADDRESS,
            defaults={
                "title_en": "Postal address",
                "title_fr": "Adresse postale",
                "body_en": settings.POSTAL_ADDRESS,
                "body_fr": settings.POSTAL_ADDRESS_FR,
            },
        )
        if is_new:
            record("text_written_at_installation", text)
    return is_new
