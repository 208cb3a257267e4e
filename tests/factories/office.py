"""People of the office, for what is done only by two."""

from members.accounts.actions.accounts import set_up_office
from members.models import User

from .people import make_user


def make_clerk(name: str = "Camille Bureau", email: str = "camille@example.org") -> User:
    """Works in the office, in its group, without a superuser's powers."""
    user = make_user(name, email, is_staff=True)
    user.groups.add(set_up_office())
    return user
