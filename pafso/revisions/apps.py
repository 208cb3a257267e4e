"""Earlier wordings as an app."""

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.translation import gettext_lazy as _

from pafso.privacy import registry as privacy


class RevisionsConfig(AppConfig):
    name = "pafso.revisions"
    label = "revisions"
    verbose_name = _("Earlier wordings")

    def ready(self) -> None:
        from pafso.audit import labels
        from pafso.models import Text

        from . import personal_data, registry

        register(only_texts_of_the_association, Tags.models)
        labels.add({"wording_put_back": _("Earlier wording put back")})
        registry.register_wordings(Text, "title", "body")
        privacy.register_personal_data(85, personal_data.describe)
        privacy.register_erasure(85, personal_data.erase, through=["revisions.Revision.by"])


def only_texts_of_the_association(**kwargs: object) -> list[CheckMessage]:
    """A wrong registration would keep what a person wrote, or a name, for as long as the association lives."""
    from .registry import all_problems

    return [Error(f"Not to be kept as an earlier wording: {each}", id="pafso.E004") for each in all_problems()]
