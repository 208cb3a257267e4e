"""The reader's language: by browser, by address, remembered when switched, kept when a link was shared."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("accepts", "target"),
    [("fr-CA,fr;q=0.9,en;q=0.8", "/fr/"), ("en-CA", "/en/"), ("de", "/en/"), ("", "/en/"), ("de,fr;q=0.5", "/fr/")],
)
def test_the_root_follows_the_browser(client: Client, accepts: str, target: str) -> None:
    response = client.get("/", HTTP_ACCEPT_LANGUAGE=accepts)

    assert (response.status_code, response["Location"]) == (302, target)
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}


def test_a_switch_is_remembered(client: Client, db: None) -> None:
    client.get("/fr/", HTTP_SEC_FETCH_SITE="same-origin", HTTP_ACCEPT_LANGUAGE="en")

    assert client.get("/", HTTP_ACCEPT_LANGUAGE="en")["Location"] == "/fr/"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_shared_link_changes_nothing(client: Client, db: None, site: str) -> None:
    response = client.get("/fr/", HTTP_SEC_FETCH_SITE=site, HTTP_ACCEPT_LANGUAGE="en")

    assert 'lang="fr"' in response.content.decode()
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="en")["Location"] == "/en/"


@pytest.mark.parametrize(("here", "there"), [("/en/contact/", "/fr/contact/"), ("/fr/contact/", "/en/contact/")])
def test_each_page_links_to_itself_in_the_other_language(client: Client, db: None, here: str, there: str) -> None:
    assert f'href="{there}"' in client.get(here).content.decode()
