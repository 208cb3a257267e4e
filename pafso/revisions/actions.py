"""An earlier wording is kept with each save that changed one, and put back by one press."""

from datetime import datetime

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from pafso.as_read import SavedMeanwhile, check, digest_of, lock
from pafso.audit.log import record
from pafso.errors import Refused, WrongMove

from .models import Revision
from .registry import Wording, changed, columns_of, wording_of

CHANGED = _("This text was changed after you opened the page, so nothing was put back. See what it says now.")
NO_LONGER = _("This wording cannot be put back while the text is as it is now: %(why)s")
GONE = _("The text that this wording belonged to no longer exists.")


def keep_revision(row: models.Model, *, before: Wording, by: AbstractBaseUser) -> Revision | None:
    """After ROW was saved, in the same transaction: keep what it said BEFORE, as `stored_wording` read it then.

    Returns None when no registered text changed.
    """
    after = wording_of(row)
    names = changed(before, after)
    if not names:
        return None
    return Revision.objects.create(
        by_id=by.pk,
        subject_type=row._meta.label,
        subject_id=str(row.pk),
        before={name: before[name] for name in names},
        after={name: after[name] for name in names},
    )


def token_of(row: models.Model) -> str:
    """What a page with the wordings of ROW says of the version that it shows."""
    return digest_of(wording_of(row))


def put_back_wording(
    revision: Revision, *, as_read: str, by: AbstractBaseUser, now: datetime | None = None
) -> models.Model:
    """Give the text the words that it had before REVISION; what it says now becomes an earlier wording. Again changes nothing.

    AS_READ is the token of the page. Raises SavedMeanwhile when the text was changed since, Refused when it cannot say that
    any more, WrongMove when what it belongs to is gone.
    """
    with transaction.atomic():
        row = _locked(revision)
        before = wording_of(row)
        wanted = {name: text for name, text in revision.before.items() if name in before}
        names = changed(wanted, before)
        if not names:
            return row
        try:
            check(before, as_read)
        except SavedMeanwhile as error:
            raise SavedMeanwhile(CHANGED, code=error.code) from error
        for name in names:
            setattr(row, name, wanted[name])
        _save(row, names)
        record("wording_put_back", row, by=by, changes={"revision": revision.pk, "fields": names})
        keep_revision(row, before=before, by=by)
    return row


def _locked(revision: Revision) -> models.Model:
    try:
        model = apps.get_model(revision.subject_type)
        row = model._base_manager.get(pk=revision.subject_id)
        lock(row)
        row.refresh_from_db()
    except (LookupError, models.ObjectDoesNotExist) as error:
        raise WrongMove(GONE) from error
    return row


def _save(row: models.Model, names: list[str]) -> None:
    """What a form would have asked is asked here; columns that note the last change note this one."""
    own = set(columns_of(type(row)))
    moments = [field.name for field in row._meta.concrete_fields if getattr(field, "auto_now", False)]
    try:
        row.full_clean(exclude={field.name for field in row._meta.concrete_fields} - own)
        row.save(update_fields=[*names, *moments])
    except ValidationError as error:
        raise Refused(NO_LONGER % {"why": " ".join(error.messages)}, code="wording_refused") from error
    except IntegrityError as error:
        raise Refused(NO_LONGER % {"why": _("it would be the same as another one.")}, code="wording_refused") from error
