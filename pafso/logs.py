"""Log lines that may be kept: one line each, no link that lets somebody act."""

import logging
import re

# A supporter's link, the one that ends a kind of mail, and other long random path parts: whoever reads the log could otherwise act with them.
SECRET_PART = re.compile(r"(?<=/)[A-Za-z0-9_:-]{20,}(?=[/\s\"'?]|$)")
SECRET_QUERY = re.compile(r"(?i)\b(token|key|code|password|next)=[^&\s\"']+")


class SafeFormatter(logging.Formatter):
    """Formats like logging.Formatter, then escapes newlines and blanks secrets."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        head, _, trace = text.partition("\nTraceback")
        head = SECRET_QUERY.sub(r"\1=…", SECRET_PART.sub("…", head)).replace("\r", "\\r").replace("\n", "\\n")
        return head + ("\nTraceback" + SECRET_PART.sub("…", trace) if trace else "")
