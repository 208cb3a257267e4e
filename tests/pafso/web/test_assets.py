"""One stylesheet and one script out of many sources: made when needed, never stale, sources never public."""

import gzip
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.staticfiles.finders import find, get_finders

from pafso.web import assets


@pytest.fixture
def sources(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small set of sources and an empty place for what is made of them."""
    (tmp_path / "css" / "components").mkdir(parents=True)
    (tmp_path / "js").mkdir()
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(assets, "SOURCES", tmp_path)
    written = {
        "css/reset.css": "* { margin: 0; }",
        "css/tokens.css": ":root { --ink: #000; }",
        "css/base.css": "/* why */\n\n  p { color: var(--ink); }\n",
        "css/components/b.css": ".b { top: 0; }",
        "css/components/a.css": ".a { top: 0; }",
        "css/utilities.css": ".u { top: 0; }",
        "js/one.js": 'const word = "one";\n',
        "js/two.js": 'const word = "two";\n',
    }
    for name, text in written.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_layers_stand_in_their_order_and_files_of_a_layer_by_name(sources: Path) -> None:
    assert assets.site_css() == (
        "@layer reset, tokens, base, components, utilities;\n"
        "@layer reset {\n* { margin: 0; }\n}\n"
        "@layer tokens {\n:root { --ink: #000; }\n}\n"
        "@layer base {\np { color: var(--ink); }\n}\n"
        "@layer components {\n.a { top: 0; }\n.b { top: 0; }\n}\n"
        "@layer utilities {\n.u { top: 0; }\n}"
    )


def test_each_behaviour_is_a_block_of_its_own(sources: Path) -> None:
    assert assets.site_js() == '{\nconst word = "one";\n}\n{\nconst word = "two";\n}'


def test_made_anew_when_a_source_is_newer_and_only_then(sources: Path) -> None:
    made = assets.make("css/site.css")
    made.write_text("as it was")
    kept = assets.make("css/site.css").read_text()

    later = time.time() + 10
    (sources / "css" / "base.css").write_text("p { color: red; }")
    os.utime(sources / "css" / "base.css", (later, later))
    again = assets.make("css/site.css").read_text()

    assert kept == "as it was"
    assert "p { color: red; }" in again


def test_a_removed_source_is_noticed(sources: Path) -> None:
    assets.make("css/site.css")

    (sources / "css" / "components" / "b.css").unlink()
    later = time.time() + 10
    os.utime(sources / "css" / "components", (later, later))

    assert ".b " not in assets.make("css/site.css").read_text()


def test_nothing_half_written_is_left_beside_the_made_file(sources: Path) -> None:
    made = assets.make("css/site.css")

    assert [path.name for path in made.parent.iterdir()] == ["site.css"]


def test_django_finds_what_is_made_and_no_source(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path

    assert find("css/site.css") == str(tmp_path / "stylesheet" / "css" / "site.css")
    assert find("css/site.css", find_all=True) == [str(tmp_path / "stylesheet" / "css" / "site.css")]
    assert find("css/tokens.css") is None
    assert find("js/autosave.js") is None


def test_collectstatic_is_given_the_made_files(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    ours = next(finder for finder in get_finders() if isinstance(finder, assets.StylesheetFinder))

    listed = {name: Path(storage.path(name)).read_text() for name, storage in ours.list([])}

    assert sorted(listed) == ["css/admin.css", "css/site.css", "js/draft.js", "js/office.js", "js/site.js"]
    assert listed["css/site.css"] == assets.site_css()
    assert ours.check() == []


def test_the_office_gets_no_layers(settings: Any) -> None:
    assert "@layer" not in assets.admin_css()
    assert "--stamp:" in assets.admin_css()


@pytest.mark.parametrize(
    ("name", "most"),
    [("css/site.css", 12_000), ("css/admin.css", 12_000), ("js/site.js", 8_000), ("js/draft.js", 2_500)],
)
def test_weight_on_the_wire(name: str, most: int) -> None:
    assert len(gzip.compress(assets.MADE[name]().encode())) <= most


def test_our_css_fetches_nothing() -> None:
    assert "url(" not in assets.site_css() + assets.admin_css()


def test_every_file_that_a_template_names_is_there() -> None:
    """In production a name without a file is a page that fails; the storage of the tests lets it pass."""
    templates = [path for app in ("pafso", "members", "awards", "contests", "magazine")
                 for path in (Path(configured.BASE_DIR) / app).rglob("templates/**/*.html")]  # fmt: skip
    named = {
        (path.name, name) for path in templates for name in re.findall(r"{% static \"([^\"{]+)\"", path.read_text())
    }

    assert len(named) > 10
    assert [each for each in sorted(named) if find(each[1]) is None] == []
