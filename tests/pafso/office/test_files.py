"""The office's list of files: by kind, and by the beginning of what identifies them; never by what members called them."""

from django.test import Client

from pafso.files.models import StoredFile
from tests.factories.people import Cast


def test_files_are_found_by_their_name_in_the_store_or_their_digest_and_listed_by_kind(
    cast: Cast, client: Client
) -> None:
    rows = [
        ("2026/01/aa", "f" * 64, "image/webp", "Quince.jpg"),
        ("2026/02/bb", "0" * 64, "application/pdf", "Roe.pdf"),
    ]
    for key, sha256, kind, name in rows:
        StoredFile.objects.create(key=key, sha256=sha256, size=1, media_type=kind, given_name=name)
    client.force_login(cast.staff)

    def found(**query: str) -> list[str]:
        return [stored.key for stored in client.get("/admin/files/storedfile/", query).context["cl"].result_list]

    assert found(q="2026/01") == found(q="ffff") == found(media_type="image/webp") == ["2026/01/aa"]
    assert found(q="aa") == found(q="Quince") == found(media_type="text/csv") == []
    assert found(o="3") == ["2026/01/aa", "2026/02/bb"]


def test_a_file_is_told_by_the_name_of_its_kind_and_by_its_size_in_words(cast: Cast, client: Client) -> None:
    stored = StoredFile.objects.create(key="2026/01/cc", sha256="f" * 64, size=1_187_131, media_type="image/webp")
    client.force_login(cast.staff)

    for address in ("/admin/files/storedfile/", f"/admin/files/storedfile/{stored.pk}/change/"):
        page = client.get(address, headers={"accept-language": "fr"}).content.decode()
        assert "1,1\u00a0Mo" in page and "WebP" in page
        assert "image/webp</" not in page and "1187131" not in page
