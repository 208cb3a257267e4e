"""The ground floor as a Django app: shared templates, template tags, commands and checks."""

from allauth.usersessions import apps as usersessions
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from pafso.privacy import registry


class PafsoConfig(AppConfig):
    name = "pafso"
    verbose_name = _("PAFSO")

    def ready(self) -> None:
        from . import checks, start  # noqa: F401  (the deploy-time checks; what the worker asks for before it begins)
        from .api import personal_data as answers
        from .celery import app  # noqa: F401  (so that shared_task binds to our app in every process)
        from .office import mail_waiting
        from .office.waiting import kinds, personal_data
        from .text import dates, limits  # noqa: F401  (what Django says itself: « 1er », zones, numbers out of bounds)

        kinds.add("mail", mail_waiting.KINDS, mail_waiting.NOT_WAITING)
        # Whose file it is knows the app that has it, and only that one can say who may open it.
        kinds.add(
            "documents",
            [],
            {"ReadersCopy.to_make": "a worker’s", "ReadersCopy.ready": "done", "ReadersCopy.lease_until": "a worker’s"},
        )
        kinds.add("pafso", [], {"Hidden.until": "the clock’s"})
        registry.register_personal_data(85, personal_data.describe)
        registry.register_erasure(85, personal_data.erase, through=personal_data.THROUGH)
        registry.register_personal_data(70, answers.describe)
        registry.register_erasure(70, answers.erase, through=["pafso.KeptAnswer.user"])


class StaffAdminConfig(AdminConfig):
    default_site = "pafso.office.site.StaffSite"

    def ready(self) -> None:
        super().ready()
        from .office import yes_no  # noqa: F401  (words, not pictures)


class UserSessionsConfig(usersessions.UserSessionsConfig):
    """Without allauth's receiver, which looks at every session of the person at each login; ours lists the new one."""

    def ready(self) -> None:
        pass
