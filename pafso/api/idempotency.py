"""What a program sends twice is made once: a POST with an Idempotency-Key is answered again as it was, for 24 hours."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from pafso.models import KeptAnswer
from pafso.turns import is_my_turn

from .errors import AnotherBody, StillRunning

KEY = re.compile(r"[!-~]{1,200}")
NO_KEY = _("An Idempotency-Key has 1 to 200 letters, digits and symbols, without spaces, such as a UUID.")
View = TypeVar("View")
Where = ParamSpec("Where")


def makes_a_row(
    post: Callable[Concatenate[View, Request, Where], Response],
) -> Callable[Concatenate[View, Request, Where], Response]:
    """For the method of a view that makes something, WHERE its address says. Without the header it runs as it is; what it refuses is not kept, so
    that the next try is a new one. No answer may carry a secret, since it is kept as it was sent."""

    @wraps(post)
    def wrapped(view: View, request: Request, *args: Where.args, **kwargs: Where.kwargs) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return post(view, request, *args, **kwargs)
        if not KEY.fullmatch(key):
            raise ValidationError({"Idempotency-Key": [NO_KEY]})
        return _once(request, key, lambda: post(view, request, *args, **kwargs))

    wrapped.makes_a_row = True  # type: ignore[attr-defined]
    return wrapped


def _once(request: Request, key: str, make: Callable[[], Response]) -> Response:
    digest, user = _digest_of(request), int(request.user.pk or 0)
    with transaction.atomic():
        if not is_my_turn(user, key):
            raise StillRunning
        kept = KeptAnswer.objects.select_for_update().filter(user=user, key=key).first()
        if kept is not None and kept in KeptAnswer.objects.old(timezone.now()):
            kept.delete()
            kept = None
        if kept is not None:
            return _again(kept, digest)
        kept = KeptAnswer.objects.create(user_id=user, key=key, digest=digest)
        response = make()
        kept.status, kept.body = response.status_code, json.loads(json.dumps(response.data, cls=JSONEncoder))
        kept.tag = response.headers.get("ETag", "")
        kept.save(update_fields=["status", "body", "tag"])
    return response


def _again(kept: KeptAnswer, digest: str) -> Response:
    if kept.digest != digest:
        raise AnotherBody
    headers = {"Idempotency-Replayed": "true"} | ({"ETag": kept.tag} if kept.tag else {})
    return Response(kept.body, status=kept.status, headers=headers)


def _digest_of(request: Request) -> str:
    """Of what is asked, not of how it is written: the order of the members of JSON means nothing."""
    written = json.dumps([request.path, request.data], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
