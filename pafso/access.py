"""Who may open what: everything needs a sign-in unless it says so, and what a person may not see does not exist."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

# Who comes to a page: one of our accounts, whose class belongs to an app and is not known here, or a stranger.
if TYPE_CHECKING:
    from django.contrib.auth.models import _AnyUser as Visitor
else:
    Visitor = object

M = TypeVar("M", bound=Model)
View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Opens a view to people who are not signed in. The table in tests/house/test_doors.py lists every one."""
    return login_not_required(view)  # type: ignore[return-value]


def guests_may(view: View) -> View:
    """Opens a view to guests as well, who otherwise open public pages only. tests/house/test_guests.py lists every one."""
    view.guests_may = True  # type: ignore[attr-defined]
    return view


def is_guest(user: Visitor) -> bool:
    """Whether USER has an account without a password, and so no more than their nominations."""
    return bool(getattr(user, "is_guest", False))


def shut_to_guests(view: Callable[..., object]) -> bool:
    """Whether VIEW is neither public nor said to be a guest's."""
    return bool(getattr(view, "login_required", True)) and not getattr(view, "guests_may", False)


def signed_in(request: HttpRequest) -> AbstractBaseUser:
    """Who is signed in, on a page that nobody else opens."""
    assert isinstance(request.user, AbstractBaseUser)
    return request.user


def works_in_office(user: Visitor, permission: str) -> bool:
    """Whether USER is of the office and looks after what PERMISSION ("awards.view_nomination") stands for."""
    return bool(user.is_authenticated and user.is_active and user.is_staff and user.has_perm(permission))


def office_accounts(permission: str) -> QuerySet[AbstractBaseUser]:
    """The second face of ``works_in_office``: the accounts of all who look after it, read afresh from the database."""
    return ModelBackend().with_perm(permission).filter(is_staff=True)


def visible_or_404(queryset: QuerySet[M], user: Visitor, **lookup: Any) -> M:
    """The one object that matches LOOKUP among those that USER may see; anything else is a 404, whether it exists or not."""
    try:
        return queryset.visible_to(user).get(**lookup)  # type: ignore[attr-defined]
    except (ObjectDoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error
