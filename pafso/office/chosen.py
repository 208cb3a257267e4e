"""Several rows of one list of the office, as one target of a verb."""

from dataclasses import dataclass

from django.db.models import Model
from django.db.models.options import Options
from django.urls import reverse


@dataclass(frozen=True)
class Chosen:
    """Rows of one list, in its order; shown, and acted on, as one target."""

    rows: list[Model]
    model: type[Model]

    @property
    def _meta(self) -> "Options[Model]":
        return self.model._meta

    @property
    def list_url(self) -> str:
        return reverse(f"admin:{self._meta.app_label}_{self._meta.model_name}_changelist")

    def __str__(self) -> str:
        return f"{len(self.rows)} {self._meta.verbose_name_plural}"
