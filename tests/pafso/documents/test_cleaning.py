"""What of a document's HTML stays, however it came out of the sandbox."""

import pytest

from pafso.documents.cleaning import clean, with_pictures


@pytest.mark.req("R29")
@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p onclick="x" style="y" class="z">a<script>b</script></p>', "<p>a</p>"),
        ('<a href="javascript:x">a</a>', '<a rel="noopener noreferrer nofollow">a</a>'),
        ('<a href="HTTPS://a.b/" title="t" target="_top">a</a>', '<a href="HTTPS://a.b/" rel="noopener noreferrer nofollow">a</a>'),
        ('<a href="mailto:a@b.c">a</a>', '<a href="mailto:a@b.c" rel="noopener noreferrer nofollow">a</a>'),
        ('<a href="/en/admin/">a</a>', '<a rel="noopener noreferrer nofollow">a</a>'),
        ('<a href="#main" id="_GoBack">a</a>', '<a rel="noopener noreferrer nofollow">a</a>'),
        ('<a href="#copy-endnote-2" id="copy-endnote-ref-2">a</a>', '<a href="#copy-endnote-2" id="copy-endnote-ref-2" rel="noopener noreferrer nofollow">a</a>'),
        ('<img src="https://a.b/c" alt="d">', '<img alt="d">'),
        ('<img src="12" alt="&quot;><b" width="3" height="x">', '<img src="12" alt="&quot;&gt;&lt;b" width="3">'),
        ('<td colspan="2" rowspan="x">a</td>', "a"),
        ("<svg><style>a</style></svg><iframe src=x></iframe><!-- b -->", ""),
        ("<form><input value=x></form><h1>a</h1>", "a"),
    ],
)  # fmt: skip
def test_an_allow_list(html: str, kept: str) -> None:
    assert clean(html) == kept


def test_pictures_are_found_by_their_number_and_nothing_else() -> None:
    html = clean('<p>src="1"</p><img alt="a &quot; src=&quot;9&quot;" height="2" src="1" width="3"><img src="2">')

    shown = with_pictures(html, lambda number: f"/letters/?n={number}&x=1")

    assert shown == (
        '<p>src="1"</p><img loading="lazy" alt="a &quot; src=&quot;9&quot;" height="2" src="/letters/?n=1&amp;x=1" width="3">'
        '<img loading="lazy" src="/letters/?n=2&amp;x=1">'
    )
