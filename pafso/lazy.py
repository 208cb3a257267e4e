"""Words that may still be put into the reader’s language when they are shown (``gettext_lazy``), or are there already."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words
else:
    Words = object
