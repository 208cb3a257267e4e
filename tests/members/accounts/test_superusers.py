"""Being in the group Office is not enough to change a superuser's account, by page, by action or by recovery."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from members.accounts.actions import accounts
from members.models import Recovery, User
from members.recovery import actions as recovery
from pafso.audit.models import Entry
from pafso.errors import NotEligible
from tests.factories.office import make_clerk
from tests.factories.people import Cast


def state(user: User) -> dict[str, Any]:
    user = User.objects.get(pk=user.pk)
    return {
        field.name: getattr(user, field.attname) for field in User._meta.concrete_fields if field.name != "last_login"
    }


@pytest.mark.req("R21")
@pytest.mark.parametrize("is_staff", [True, False])
def test_its_page_is_read_only_for_the_group(client: Client, cast: Cast, clerk: User, is_staff: bool) -> None:
    User.objects.filter(pk=cast.staff.pk).update(is_staff=is_staff)
    before = state(cast.staff)
    client.force_login(clerk)
    page = reverse("admin:members_user_change", args=[cast.staff.pk])

    shown = client.get(page)
    sent = client.post(page, {"name": "Taken Over", "language": "fr", "is_active": "", "email": "taken@example.org"})

    assert shown.status_code == 200
    assert 'name="name"' not in shown.text
    assert sent.status_code == 403
    assert state(cast.staff) == before
    ordinary = client.get(reverse("admin:members_user_change", args=[cast.officer.pk])).text
    assert 'name="name"' in ordinary


@pytest.mark.req("R21")
def test_no_list_action_and_no_verb_reaches_it(client: Client, cast: Cast, clerk: User) -> None:
    Authenticator.objects.create(user=cast.staff, type="totp", data={"secret": "x"})
    User.objects.filter(pk=cast.staff.pk).update(is_staff=False)
    before, superuser = state(cast.staff), User.objects.get(pk=cast.staff.pk)
    client.force_login(clerk)

    client.post(
        reverse("admin:members_user_changelist"),
        {"action": "take_off_second_step", "_selected_action": [superuser.pk]},
    )
    for verb in (
        lambda: accounts.take_off_factors(superuser, by=clerk),
        lambda: accounts.settle_rights(superuser, {**accounts.rights_of(superuser), "is_superuser": False}, by=clerk),
        lambda: recovery.ask_recovery(
            superuser, new_address="mine@new.example", evidence="x", takes_off_second_step=True, by=clerk
        ),
    ):
        with pytest.raises(NotEligible):
            verb()

    assert (state(superuser), Authenticator.objects.filter(user=superuser).count(), Recovery.objects.count()) == (
        before,
        1,
        0,
    )
    assert not Entry.objects.filter(verb__in=["rights_changed", "second_factor_taken_off", "recovery_asked"]).exists()


@pytest.mark.req("R21")
def test_a_recovery_asked_for_before_somebody_became_superuser_goes_no_further(cast: Cast, clerk: User) -> None:
    asked = recovery.ask_recovery(
        cast.officer, new_address="mine@new.example", evidence="x", takes_off_second_step=False, by=clerk
    )
    User.objects.filter(pk=cast.officer.pk).update(is_superuser=True)

    with pytest.raises(NotEligible):
        recovery.approve_recovery(asked, by=make_clerk("Other", "other@example.org"))


def test_another_superuser_still_changes_it(client: Client, cast: Cast) -> None:
    second = make_clerk("Second", "second@example.org")
    User.objects.filter(pk=second.pk).update(is_superuser=True)
    client.force_login(cast.staff)

    assert 'name="name"' in client.get(reverse("admin:members_user_change", args=[second.pk])).text


@pytest.mark.parametrize(
    ("language", "said", "group"),
    [("en", "Cannot open letters of support", "Office"), ("fr", "n’ouvre aucune lettre d’appui", "Bureau")],
)
def test_what_a_superuser_may_is_said_truly_in_both_languages(
    cast: Cast, client: Client, language: str, said: str, group: str
) -> None:
    accounts.set_up_office()
    User.objects.filter(pk=cast.staff.pk).update(is_superuser=True, language=language)
    client.force_login(User.objects.get(pk=cast.staff.pk))

    page = client.get(f"/admin/members/user/{cast.officer.pk}/change/", headers={"accept-language": language}).text

    assert said in page
    assert "without explicitly assigning" not in page and "explicitement" not in page
    assert f">{group}</option>" in page or f"{group}</label>" in page
