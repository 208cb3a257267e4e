"""What the desk says of the association's postal address."""

from django.test import Client

from pafso.models import Text
from tests.factories.people import Cast

WORDS = "Write it as a text with the key postal-address."


def test_the_desk_asks_for_the_postal_address_until_it_is_there(cast: Cast, client: Client) -> None:
    Text.objects.all().delete()
    client.force_login(cast.staff)
    before = client.get("/admin/").content.decode()
    lines = {"body_en": "1 Elgin Street", "body_fr": "1, rue Elgin"}
    Text.objects.create(key="postal-address", title_en="Address", title_fr="Adresse", **lines)

    after = client.get("/admin/").content.decode()

    assert WORDS in before
    assert WORDS not in after
