"""Documents as an app: what was made of a file goes with it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "pafso.documents"
    label = "documents"
    verbose_name = _("Copies for readers")

    def ready(self) -> None:
        from pafso.audit import labels
        from pafso.files.uploads import register_made_of

        from .models import files_of_copy

        register_made_of(files_of_copy)
        labels.add({"copy_asked_again": _("Copy for readers made again")})
