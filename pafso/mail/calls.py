"""The office's word on a call: it goes out, when its window opens, only after somebody saw to how many."""

from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pafso.audit.log import record
from pafso.errors import WrongMove
from pafso.windows import Called

Row = TypeVar("Row", bound=Called)


def confirm_call(row: Row, *, by: AbstractBaseUser) -> Row:
    """It is sent as soon as ROW is open. Again is harmless. Raises WrongMove once it was sent, or ROW has closed."""
    with transaction.atomic():
        row = _locked(row)
        if row.called_at is not None:
            raise WrongMove(_("This call has been sent."))
        if row.window.has_closed():
            raise WrongMove(_("This is closed, so there is no call to send."))
        if not row.sends_call:
            _set(row, sends_call=True)
            record("call_confirmed", row, by=by)
    return row


def hold_back_call(row: Row, *, by: AbstractBaseUser) -> Row:
    """It is not sent, or not to anybody else. Again is harmless. Raises WrongMove once everybody was told."""
    with transaction.atomic():
        row = _locked(row)
        if row.called_at is not None:
            raise WrongMove(_("This call has been sent."))
        if row.sends_call:
            _set(row, sends_call=False)
            record("call_held_back", row, by=by)
    return row


def _locked(row: Row) -> Row:
    return type(row)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def _set(row: Row, *, sends_call: bool) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(sends_call=sends_call)
    row.sends_call = sends_call
