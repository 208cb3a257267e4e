"""A message on disk has its name only when it is whole."""

from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

import pafso.celery  # noqa: F401  (names our transport)
from pafso.work import filesystem_transport


def test_a_worker_never_sees_half_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[Path]] = []
    write = filesystem_transport.dumps

    def look_while_writing(payload: Any) -> str:
        seen.append(list(tmp_path.glob("*.msg")))
        return str(write(payload))

    monkeypatch.setattr(filesystem_transport, "dumps", look_while_writing)
    folders = dict.fromkeys(("data_folder_in", "data_folder_out", "processed_folder", "control_folder"), str(tmp_path))
    with Connection("filesystem://", transport_options=folders) as connection:
        queue = connection.SimpleQueue("mail")
        queue.put({"n": 1})
        message = queue.get(timeout=5)
        message.ack()

        assert message.payload == {"n": 1}
    assert seen == [[]]
