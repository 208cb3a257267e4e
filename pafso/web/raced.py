"""Two people press at the same instant and the database takes one of them: the other's request is answered anew.

Every form looks first whether a name, a number or a press is taken already, and says so. Between that look and the write
somebody else may take it; then the database refuses, the transaction is undone, and the view runs once more: now it sees what
the first one made, and gives the answer that it would have given a moment later. The same for the one whom PostgreSQL sends
away of two that wait for each other.
"""

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

# Of PostgreSQL: a unique key, an exclusion (days that overlap), a deadlock.
RACED = {"23505", "23P01", "40P01"}
TRIES = 3


def is_raced(error: BaseException) -> bool:
    """Whether ERROR says that somebody else was there first."""
    if not isinstance(error, DatabaseError):
        return False
    return getattr(error.__cause__, "sqlstate", None) in RACED or "UNIQUE constraint failed" in str(error)


class Raced:
    """Inside of everything that looks at a request once: sessions, tokens of forms, limits of size."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match = request.resolver_match
        for _ in range(TRIES):
            if match is None or not is_raced(error) or not _can_begin_again(request):
                return None
            try:
                response: HttpResponse = match.func(request, *match.args, **match.kwargs)
            except Exception as again:
                error = again
            else:
                return response
        return None


def _can_begin_again(request: HttpRequest) -> bool:
    """Makes REQUEST what it was: its files from their beginning, no message twice. False when a file has been used up."""
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if any(file.closed for file in files):
        return False
    for file in files:
        file.seek(0)
    if hasattr(request, "_messages"):
        request._messages._queued_messages.clear()
    return True
