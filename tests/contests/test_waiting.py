"""What of the contests waits for the office."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contests import waiting
from contests.models import Contest, Entry
from tests.factories.people import Cast
from tests.factories.waiting import MAKERS


def test_a_photo_waits_when_one_can_look_at_it(cast: Cast) -> None:
    photo, now = MAKERS["photos"](cast), timezone.now()
    assert [row.pk for row in waiting.photos_to_decide(cast.staff, now)] == [photo.pk]

    Entry.objects.update(prepared_at=None)

    assert not waiting.photos_to_decide(cast.staff, now).exists()


@pytest.mark.req("R46")
def test_a_contest_waits_from_its_close_until_its_gallery_has_a_date(cast: Cast) -> None:
    contest = MAKERS["galleries"](cast)
    Contest.objects.update(closes_at=timezone.now().replace(second=0, microsecond=0))
    ends = Contest.objects.get().window.ends_at

    assert not waiting.contests_to_publish(cast.staff, ends - timedelta(seconds=1)).exists()
    assert [row.pk for row in waiting.contests_to_publish(cast.staff, ends)] == [contest.pk]
    Contest.objects.update(gallery_published_at=timezone.now())
    assert not waiting.contests_to_publish(cast.staff, ends).exists()


def test_a_contest_without_an_accepted_photo_has_no_gallery_to_wait_for(cast: Cast) -> None:
    MAKERS["galleries"](cast)
    Entry.objects.update(state="received")

    assert not waiting.contests_to_publish(cast.staff, timezone.now()).exists()
