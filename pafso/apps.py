"""The ground floor as a Django app: shared templates, template tags, commands and checks."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PafsoConfig(AppConfig):
    name = "pafso"
    verbose_name = "PAFSO / APASE"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the deploy-time checks)
        from .celery import app  # noqa: F401  (so that shared_task binds to our app in every process)


class StaffAdminConfig(AdminConfig):
    default_site = "pafso.office.site.StaffSite"
