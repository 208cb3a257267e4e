"""Sessions as Django keeps them, with one statement for each write instead of three or four.

A new key is drawn from 32^36 and looked up nowhere: the table's primary key refuses what would never happen. A session is written when
the request ends, once, also when a login has just given it a new key: the row then changes its key in that same statement.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.utils.crypto import get_random_string


class SessionStore(db.SessionStore):
    is_unwritten = False
    _session_cache: dict[str, Any]
    # The key that the row has until the session is written.
    written_as: str | None = None

    def cycle_key(self) -> None:
        data, key = self._get_session(), self.session_key  # type: ignore[attr-defined]
        written_as = self.written_as if self.is_unwritten else key
        self.create()
        self._session_cache = data
        self.written_as = written_as

    def create(self) -> None:
        self._session_key, self.written_as = get_random_string(32, VALID_KEY_CHARS), None
        self.is_unwritten = self.modified = True
        self._session_cache = {}

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            data = self._get_session(no_load=True)  # type: ignore[attr-defined]
            self.create()
            self._session_cache = data
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        new = {"session_data": row.session_data, "expire_date": row.expire_date}
        if must_create or self.is_unwritten:
            before, self.is_unwritten, self.written_as = self.written_as, False, None
            # Gone where the session was ended meanwhile: whoever has just proven who they are has one all the same.
            if before is None or not self.model.objects.filter(pk=before).update(session_key=row.pk, **new):
                row.save(force_insert=True)
            return
        if not self.model.objects.filter(pk=row.pk).update(**new):
            raise UpdateError

    def exists(self, session_key: str) -> bool:
        return not (self.is_unwritten and session_key == self.session_key) and super().exists(session_key)

    def delete(self, session_key: str | None = None) -> None:
        session_key = session_key or self.session_key
        if session_key == self.session_key and self.is_unwritten:
            session_key, self.written_as = self.written_as, None
        if session_key is not None:
            self.model.objects.filter(pk=session_key).delete()

    def flush(self) -> None:
        super().flush()
        self.is_unwritten = False
