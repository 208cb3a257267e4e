"""Each permission has two faces; over the whole cast they say the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from contests import rules
from contests.models import Contest, Derivative, Entry
from tests.factories import contests as make
from tests.factories.people import Cast


@pytest.mark.req("R15")
def test_predicates_and_querysets_agree(cast: Cast, commits: Callable[[], Any]) -> None:
    shut, shown = make.make_contest("2027"), make.make_contest("2026")
    with commits():
        for contest in (shut, shown):
            make.make_entry(contest, cast.officer, colour=1)
            make.make_entry(contest, cast.colleague, colour=2)
            make.make_entry(contest, cast.retiree, colour=3)
    for entry in Entry.objects.exclude(entrant=cast.retiree):
        entry.advance(Entry.State.ACCEPTED)
    for entry in Entry.objects.filter(entrant=cast.retiree):
        entry.advance(Entry.State.DISQUALIFIED, reason="Late.")
    Contest.objects.filter(pk=shown.pk).update(gallery_published_at=timezone.now())

    people: list[Any] = [*vars(cast).values(), AnonymousUser()]
    for person in people:
        entries = Entry.objects.select_related("contest")
        visible = set(Entry.objects.visible_to(person))
        assert visible == {entry for entry in entries if rules.may_see_entry(person, entry)}
        assert visible == {entry for entry in entries if rules.may_see_original(person, entry)}
        sizes = Derivative.objects.select_related("entry__contest")
        assert set(Derivative.objects.visible_to(person)) == {
            size for size in sizes if rules.may_see_derivative(person, size)
        }
    published = set(Contest.objects.published())
    assert published == {shown}
    assert published == {contest for contest in Contest.objects.all() if rules.may_see_gallery(cast.officer, contest)}
    assert Entry.objects.visible_to(cast.officer).count() == 2
    assert Entry.objects.visible_to(cast.staff).count() == 6
    assert Derivative.objects.visible_to(AnonymousUser()).count() == 4
    assert Derivative.objects.visible_to(cast.retiree).count() == 4 + 4
