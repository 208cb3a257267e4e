"""Messages as files, for a machine without Redis: a worker never meets one that is still being written.

Kombu's own transport opens a message under its final name and fills it afterwards; a worker that looks in between reads nothing
and ends. Here a message gets the name that workers look for when it is whole.
"""

import os
import tempfile
import time
import uuid
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        try:
            number, unfinished = tempfile.mkstemp(dir=self.data_folder_out, prefix=".")
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(dumps(payload))
            os.replace(unfinished, os.path.join(self.data_folder_out, name))
        except OSError as error:
            raise ChannelError(f"cannot add {name} to the queue") from error


class Transport(filesystem.Transport):
    Channel = Channel
