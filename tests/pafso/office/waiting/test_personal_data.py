"""What a colleague looked after is nobody's when their account closes."""

from datetime import date

import pytest
from django.utils import timezone

from pafso.models import Hidden, Keeper
from pafso.office.waiting import personal_data
from tests.factories.office import make_clerk
from tests.factories.people import Cast


@pytest.mark.req("R59")
def test_shown_to_the_person_and_erased_with_the_account(cast: Cast) -> None:
    clerk = make_clerk()
    for number, user in enumerate((clerk, cast.staff)):
        Keeper.objects.create(subject_type="magazine.Issue", subject_id=number, user=user)
        Hidden.objects.create(kind="issues", subject_id=number, user=user, until=date(2099, 1, 1))

    kinds = {kind.name: [row.subject_id for row in kind.rows] for kind in personal_data.describe(clerk).kinds}
    erased = personal_data.erase(clerk, timezone.now())

    assert kinds == {"keepers": [0], "hidden": [0]}
    assert erased == {"keepers": 1, "hidden": 1}
    assert [Keeper.objects.get().user_id, Hidden.objects.get().user_id] == [cast.staff.pk] * 2
