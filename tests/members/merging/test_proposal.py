"""Which of two entries stays: the page proposes one and says why, wherever one comes from."""

from typing import Any

import pytest

from members.models import User
from tests.factories.people import make_member, make_user


@pytest.mark.parametrize("opened_from", ["the older", "the newer"])
@pytest.mark.parametrize("accounts", ["none", "the older", "the newer", "both"])
def test_the_entry_with_an_account_stays_else_the_older_and_the_page_says_why(
    client: Any, clerk: User, accounts: str, opened_from: str
) -> None:
    first, second = make_member(None, "3001", name="Odile Fortin"), make_member(None, "3002", name="Fortin, Odile")
    for member, name in ((first, "the older"), (second, "the newer")):
        if accounts in (name, "both"):
            member.user = make_user("Odile", f"{member.number}@example.org")
            member.save()
    client.force_login(clerk)
    opened, other = (first, second) if opened_from == "the older" else (second, first)
    stays, goes = (second, first) if accounts == "the newer" else (first, second)
    url = f"/admin/members/merge/new/{stays.pk}/{goes.pk}/"

    assert f'href="{url}"' in client.get(f"/admin/members/merge/with/{opened.pk}/").content.decode()
    by_number = client.get(f"/admin/members/merge/with/{opened.pk}/", {"number": other.number})
    chosen = {"action": "merge_two", "_selected_action": [opened.pk, other.pk]}
    by_list = client.post("/admin/members/member/", chosen)

    assert (by_number["Location"], by_list["Location"]) == (url, url)
    why = {
        "none": f"Neither has an account; {stays} stays because it is the older entry.",
        "both": f"Both have an account; {stays} stays because it is the older entry.",
    }.get(accounts, f"{stays} stays because it has an account and the other one does not.")
    assert f"<p>{why}</p>" in client.get(url).content.decode()
    swapped = client.get(f"/admin/members/merge/new/{goes.pk}/{stays.pk}/").content.decode()
    assert f"<p>You chose this. Otherwise: {why}</p>" in swapped
