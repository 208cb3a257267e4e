"""A cycle on the desk, its page and what stands in a row of it, for the tests of the table."""

import re
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from awards.models import Cycle, Nomination
from members.models import Member, Posting
from tests.factories.awards import (
    make_award,
    make_cycle,
)
from tests.factories.people import on_the_roll

LIST = "admin:awards_nomination_changelist"
D = date


def opened(client: Client, cycle: Cycle, **more: str) -> Any:
    return client.get(reverse(LIST), {"cycle": str(cycle.pk), **more})


def cells(page: Any, code: str) -> dict[str, str]:
    """The row of CODE, by the class of each cell."""
    (row,) = [row for row in page.content.decode().split("<tr>") if f">{code}</a>" in row]
    found = re.findall(r'class="field-(\w+)[^"]*">(.*?)</t[dh]>', row, re.DOTALL)
    return {
        name: " | ".join(strip_tags(re.sub("</(span|strong|summary)>", "\n", cell)).strip().split("\n"))
        for name, cell in found
    }


def match(nomination: Nomination, number: str = "900") -> Member:
    member = on_the_roll(f"m{number}@example.org", number, name="Narwhalia Jones")
    Nomination.objects.filter(pk=nomination.pk).update(nominee_member=member)
    return member


def serve(member: Member, first: date, last: date | None = None) -> None:
    Posting.objects.create(
        member=member, mission="Embassy", city="Dakar", country="Senegal", starts_on=first, ends_on=last
    )


def closing_in_2027(**fields: Any) -> Cycle:
    return make_cycle(make_award(**fields), eligibility_on=D(2027, 4, 5))


def found(client: Client, cycle: Cycle, **more: str) -> set[str]:
    return {row.code for row in opened(client, cycle, **more).context["cl"].result_list}
