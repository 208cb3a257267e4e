"""The words of every page are folded as the search reads them now, and what hyphens and apostrophes join is one word, too."""

from typing import Any

from django.db import migrations

from magazine.stems import stems_of
from pafso.indexes import rewrite


def of_page(row: Any) -> tuple[str]:
    return (stems_of(row.text, row.language),)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("magazine", "0005_who_looks_after")]

    operations = [rewrite("magazine", "Page", ("stems",), of_page, at_once=50)]
