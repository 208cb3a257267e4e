"""Of a person the earlier wordings keep that it was they who saved; and nothing when the account is closed."""

from django.utils import timezone

from pafso.models import Text
from pafso.revisions.models import Revision
from pafso.revisions.personal_data import describe, erase, kind_of
from tests.factories.people import Cast

WORDS = {"before": {"title_en": "A"}, "after": {"title_en": "B"}}


def test_a_person_sees_which_texts_they_changed_and_not_those_of_others(cast: Cast) -> None:
    mine = Revision.objects.create(by=cast.staff, subject_type="pafso.Text", subject_id="1", **WORDS)
    Revision.objects.create(by=cast.officer, subject_type="pafso.Text", subject_id="2", **WORDS)

    (kind,) = describe(cast.staff).kinds

    assert list(kind.rows) == [mine]
    assert dict(kind.values(mine)) == {"at": mine.at, "subject_type": "text", "subject_id": "1"}
    assert kind_of(Revision(subject_type="no.Such")) == "no.Such"


def test_an_erased_account_leaves_the_wordings_without_a_name(cast: Cast) -> None:
    Revision.objects.create(by=cast.staff, subject_type="pafso.Text", subject_id="1", **WORDS)
    other = Revision.objects.create(by=cast.officer, subject_type="pafso.Text", subject_id="1", **WORDS)

    assert erase(cast.staff, timezone.now()) == {"texts_changed": 1}

    assert list(Revision.objects.order_by("pk").values_list("by", flat=True)) == [None, other.by_id]
    held = " ".join(str(value) for row in Revision.objects.filter(by=None).values() for value in row.values())
    assert str(cast.staff) not in held and cast.staff.email not in held
    assert list(Revision.objects.of(Text(pk=1))) == list(Revision.objects.all())


def test_an_account_that_is_deleted_takes_no_wording_with_it(cast: Cast) -> None:
    Revision.objects.create(by=cast.newcomer, subject_type="pafso.Text", subject_id="1", **WORDS)

    cast.newcomer.delete()

    assert Revision.objects.get().by is None
