"""The office's list of mails: what went to whom and what became of it, never what it said."""

import pytest
from django.test import Client
from django.urls import reverse

from pafso.mail.outbox import write
from tests.factories.people import Cast


@pytest.mark.req("R16")
def test_the_office_sees_that_a_mail_went_and_not_what_it_said(cast: Cast, client: Client) -> None:
    mail = write(
        "awards/nomination_received",
        to="alix@example.org",
        language="en",
        subject="Your nomination is received",
        text="We have received your nomination of Zebulon Quince.",
        html="<p>We have received your nomination of Zebulon Quince.</p>",
        key="nomination_received:K7QX3",
    )
    client.force_login(cast.staff)

    listed = client.get(reverse("admin:mail_mail_changelist")).content.decode()
    shown = client.get(reverse("admin:mail_mail_change", args=[mail.pk])).content.decode()

    for page in (listed, shown):
        assert "alix@example.org" in page
        assert "Your nomination is received" in page
        assert "Quince" not in page
        assert "nomination_received" not in page


def test_mail_is_found_by_the_beginning_of_an_address_and_listed_by_language(cast: Cast, client: Client) -> None:
    for to, language in (("alix@example.org", "en"), ("benoit@example.org", "fr")):
        write("awards/nomination_received", to=to, language=language, subject="Received", text="Good day", key=to)
    client.force_login(cast.staff)

    def found(**query: str) -> list[str]:
        return [mail.to for mail in client.get("/admin/mail/mail/", query).context["cl"].result_list]

    assert found(q="ALIX@") == ["alix@example.org"]
    assert found(q="example") == found(q="Received") == []
    assert found(language="fr") == ["benoit@example.org"]
    assert found(language="xx") == []
