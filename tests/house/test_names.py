"""A person's or a title's name in running text is isolated: it may be in letters that run the other way."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

TEMPLATES = sorted(
    path
    for app in ("pafso", "members", "awards", "contests", "magazine")
    for path in Path(settings.BASE_DIR, app, "templates").rglob("*.html")
)
# Where nobody can isolate: attributes, the titles of pages, descriptions; and what has names that are no names.
TAG = r'<[a-zA-Z/!](?:\{\{.*?\}\}|\{%.*?%\}|"(?:\{%.*?%\}|\{\{.*?\}\}|[^"])*"|[^>"])*>'
NOT_TEXT = re.compile(rf"<title>.*?</title>|{{% block (?:title|description) %}}.*?{{% endblock %}}|{TAG}", re.DOTALL)
OF_PROGRAMS = {"api.html", "api_members.html"}
NAMED = re.compile(
    r"\{\{\s*(?:(?:\w+\.)+(?:get_short_name|get_full_name|full_name|nominee_name|preferred_name|entrant|nominator|author|cover_credit"
    r"|(?:entry|placed\.entry)\.title|(?:letter|kept|duplicate|application|original|grouper)\.name|one\.member)|original|record)(?P<filters>\|[^}]*?)?\s*\}\}"
)
BLOCK = re.compile(r"\{% blocktranslate\b(?P<head>.*?)%\}(?P<body>.*?)\{% endblocktranslate %\}", re.DOTALL)
IN_SENTENCE = re.compile(r"\{\{ (name|who|nominee|nominator|supporter|author|title) \}\}")


def bare(source: str) -> Iterator[str]:
    """The names in SOURCE that are not isolated."""
    not_text = [match.span() for match in NOT_TEXT.finditer(source)]

    def is_text(match: re.Match[str]) -> bool:
        return not any(start <= match.start() and match.end() <= end for start, end in not_text)

    for match in filter(is_text, NAMED.finditer(source)):
        if not (match["filters"] or "").endswith("|bdi"):
            yield match.group()
    for match in filter(is_text, BLOCK.finditer(source)):
        yield from (
            name
            for name in IN_SENTENCE.findall(match["body"])
            if not re.search(rf"\b{name}=\S*\|bdi(?=\s|$)", match["head"])
        )


def test_no_name_is_bare() -> None:
    found = {str(path): list(bare(path.read_text())) for path in TEMPLATES if path.name not in OF_PROGRAMS}

    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ entry.author }}</p>", "{{ user.get_short_name|title }}", "{% blocktranslate %}Hello {{ name }},{% endblocktranslate %}",
        "{% blocktranslate with who=item.keeper.user %}{{ who }} looks after it{% endblocktranslate %}",
    ],
)  # fmt: skip
def test_a_bare_name_is_found(source: str) -> None:
    assert list(bare(source))


@pytest.mark.parametrize(
    "source",
    [
        '<img alt="{{ entry.author }}">', "<title>{{ entry.author }}</title>", "{{ entry.author|bdi }}",
        "{% blocktranslate with name=name|bdi %}Hello {{ name }},{% endblocktranslate %}",
    ],
)  # fmt: skip
def test_where_nothing_can_or_need_be_done(source: str) -> None:
    assert not list(bare(source))


def test_an_isolated_name_is_still_escaped_and_an_empty_one_is_nothing() -> None:
    template = engines["django"].from_string(
        "{{ name|bdi }}|{{ nothing|bdi }}|{% load i18n %}{% blocktranslate with name=name|bdi %}Hello {{ name }}{% endblocktranslate %}"
    )

    assert template.render({"name": "<b>", "nothing": ""}) == "<bdi>&lt;b&gt;</bdi>||Hello <bdi>&lt;b&gt;</bdi>"
