"""Receives a large upload without ever filling the disk: what is too much is counted, not written."""

import errno
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from pafso.files.uploads import ISSUE_BYTES

# Somewhat more than anything that we would take: the form then says which limit applies.
MOST_BYTES = ISSUE_BYTES + 1024 * 1024


class CappedUpload(TemporaryFileUploadHandler):
    """Django's temporary file, up to a limit. Beyond it, or without room, the rest is read and dropped.

    The file then tells its true size, or `disk_full`, and pafso.files.uploads refuses it with a sentence.
    """

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.disk_full = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.disk_full or start + len(raw_data) > MOST_BYTES:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            self.disk_full = True

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            upload = super().file_complete(file_size)
        except OSError as error:
            # The last bytes wait in a buffer until the file is rewound.
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            self.disk_full = True
            upload = self.file
            upload.size = file_size
        upload.disk_full = self.disk_full  # type: ignore[union-attr]
        return upload
