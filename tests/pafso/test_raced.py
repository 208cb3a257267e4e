"""A request that lost a race for something unique is answered anew, as if it had come a moment later."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from pafso.web.raced import TRIES, Raced

TAKEN = IntegrityError("UNIQUE constraint failed: pafso_text.key")


class Match:
    """What the resolver found: a view that loses TIMES races before it answers."""

    def __init__(self, times: int) -> None:
        self.times, self.calls, self.read = times, 0, b""
        self.args: tuple[str, ...] = ()
        self.kwargs: dict[str, str] = {}

    def func(self, request: HttpRequest) -> HttpResponse:
        self.calls += 1
        self.read = b"".join(file.read() for file in request.FILES.values())
        if self.calls < self.times:
            raise TAKEN
        return HttpResponse("done")


def lost(request: Any, match: Match, error: Exception = TAKEN) -> HttpResponse | None:
    request.resolver_match = match
    return Raced(lambda _: HttpResponse()).process_exception(request, error)


def test_the_view_runs_once_more_with_its_files_from_their_beginning(rf: RequestFactory) -> None:
    request = rf.post("/", {"file": SimpleUploadedFile("a.txt", b"words")})
    request.FILES["file"].read()
    match = Match(times=1)

    answer = lost(request, match)

    assert (answer and answer.content, match.calls, match.read) == (b"done", 1, b"words")


def test_somebody_who_loses_again_and_again_gets_the_error_page(rf: RequestFactory) -> None:
    match = Match(times=99)

    assert lost(rf.post("/"), match) is None
    assert match.calls == TRIES


def test_another_error_and_a_file_that_was_used_up_are_left_alone(rf: RequestFactory) -> None:
    request = rf.post("/", {"file": SimpleUploadedFile("a.txt", b"words")})
    request.FILES["file"].close()

    assert lost(rf.post("/"), Match(1), IntegrityError("NOT NULL constraint failed: pafso_text.key")) is None
    assert lost(rf.post("/"), Match(1), ValueError("x")) is None
    assert lost(request, Match(1)) is None
