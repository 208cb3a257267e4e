"""What a page with a form answers to: it is read, and sent; nothing else is done to it."""

from django.views.decorators.http import require_http_methods

read_write = require_http_methods(["GET", "HEAD", "POST"])
