"""The private store as a bucket (S3 and its kin); apart from storage.py because its library is large and often unused."""

from typing import Any

from botocore.config import Config  # type: ignore[import-untyped]
from storages.backends.s3 import S3Storage

SIGNED_SECONDS = 300


class PrivateS3Storage(S3Storage):
    """No object is public; addresses are signed for five minutes; nothing is ever overwritten."""

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "querystring_expire": SIGNED_SECONDS,
            # Other stores than Amazon's refuse the checksums that newer clients add unasked.
            "client_config": Config(
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 3, "mode": "standard"},
            ),
        }
