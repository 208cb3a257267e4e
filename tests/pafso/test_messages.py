"""The catalogues are extracted, kept and judged without the gettext tools; a scratch app stands in for a real one."""

from io import StringIO
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import translation
from django.views.i18n import JavaScriptCatalog
from pytest_django import Settings

from pafso.management.commands import messages
from pafso.management.commands.messages import Message

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
TITLE = _("A title")
NAME = "not marked"
KIND = pgettext("photo", "Received")
_(NAME)

def count(n: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}
"""
TEMPLATE = """{% load i18n %}
<h1>{% translate "Our (small) page" %}</h1>
<p>{% blocktranslate trimmed with who=user.name %}
  Hello
  {{ who }},
{% endblocktranslate %}</p>
{% blocktranslate count n=letters %}{{ n }} letter{% plural %}{{ n }} letters{% endblocktranslate %}
{% notice "success" word=_("Ready") %}{% endnotice %}
"""


@pytest.fixture
def app(tmp_path: Path, settings: Settings) -> Path:
    """A folder like an app's, in a project of its own."""
    settings.BASE_DIR = tmp_path
    root = tmp_path / "choir"
    (root / "templates").mkdir(parents=True)
    (root / "migrations").mkdir()
    (root / "models.py").write_text(PYTHON)
    (root / "templates" / "page.html").write_text(TEMPLATE)
    (root / "migrations" / "0001_initial.py").write_text('_("of a migration")')
    (root / "notes.txt").write_text('{% translate "outside the templates" %}')
    return root


def catalogue(app: Path) -> Path:
    return app / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("messages", "choir", *arguments, stdout=out)
    return out.getvalue()


def complaints() -> list[str]:
    """What --check says of the scratch app, a line each."""
    try:
        run("--check")
    except CommandError as refusal:
        return sorted(str(refusal).splitlines())
    return []


def translate(app: Path, **french: str | dict[int, str]) -> None:
    """Fill the catalogue with something true for every entry, FRENCH for those whose first word is named."""
    entries = polib.pofile(str(catalogue(app)))
    for entry in entries:
        given = french.get(entry.msgid.split()[0], entry.msgid)
        if entry.msgid_plural:
            entry.msgstr_plural = given if isinstance(given, dict) else {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = str(given)
    entries.save()


def one(text: str, french: str, **more: Any) -> polib.POFile:
    """A catalogue of one entry."""
    made = polib.POFile()
    made.append(polib.POEntry(msgid=text, msgstr=french, **more))
    return made


def judged(text: str, french: str) -> list[str]:
    found: dict[Message, list[tuple[str, str]]] = {(None, text, None): []}
    return messages.check("choir", one(text, french), found)


def test_marked_strings_of_python_are_found() -> None:
    assert set(messages.in_python(PYTHON)) == {
        (None, "A title", None),
        ("photo", "Received", None),
        (None, "%(n)d day", "%(n)d days"),
    }


def test_marked_strings_of_templates_are_found() -> None:
    assert set(messages.in_template(TEMPLATE, "page.html")) == {
        (None, "Our (small) page", None),
        (None, "Hello %(who)s,", None),
        (None, "%(n)s letter", "%(n)s letters"),
        (None, "Ready", None),
    }


def test_an_app_is_read_in_order_without_migrations_and_loose_files(app: Path) -> None:
    found = list(messages.extract(app))

    assert [message[1] for message, _places in found] == [
        "%(n)d day", "%(n)s letter", "A title", "Hello %(who)s,", "Our (small) page", "Ready", "Received",
    ]  # fmt: skip
    assert dict(found)[(None, "A title", None)] == [("choir/models.py", "")]


def test_extraction_writes_what_is_missing_and_keeps_the_french(app: Path) -> None:
    assert run() == "choir: 7 strings, 7 without French\n"
    translate(app, A="Un titre")
    (app / "models.py").write_text(PYTHON + '_("New")\n')

    assert run() == "choir: 8 strings, 1 without French\n"

    entries = polib.pofile(str(catalogue(app)))
    assert entries.find("A title").msgstr == "Un titre"
    assert entries.find("New").msgstr == ""
    assert entries.find("Hello %(who)s,").flags == ["python-format"]
    assert polib.mofile(str(catalogue(app).with_suffix(".mo"))).find("A title").msgstr == "Un titre"


def test_check_is_silent_about_a_whole_catalogue_and_writes_nothing(app: Path) -> None:
    run()
    translate(app)
    before = catalogue(app).read_bytes()

    assert complaints() == []
    assert catalogue(app).read_bytes() == before


def test_check_names_the_missing_the_stale_and_the_untranslated(app: Path) -> None:
    run()
    translate(app, Ready="")
    (app / "models.py").write_text(PYTHON.replace("A title", "Another title"))

    assert complaints() == [
        "choir: no longer in the code: 'A title'",
        "choir: not in the catalogue: 'Another title'",
        "choir: without French: 'Ready'",
    ]


def test_check_refuses_a_fuzzy_entry() -> None:
    found: dict[Message, list[tuple[str, str]]] = {(None, "Ready", None): []}

    assert messages.check("choir", one("Ready", "Prêt", flags=["fuzzy"]), found) == ["choir: without French: 'Ready'"]


def test_check_refuses_a_half_translated_plural(app: Path) -> None:
    run()
    translate(app, **{"%(n)s": {0: "%(n)s lettre", 1: ""}})

    assert complaints() == ["choir: without French: '%(n)s letter'"]


def test_check_refuses_a_placeholder_that_the_code_does_not_fill() -> None:
    assert judged("Hello %(who)s,", "Bonjour %(who)s,") == []
    assert judged("At {time}", "À {time}") == []
    assert judged("Hello %(who)s,", "Bonjour %(qui)s,") == [
        "choir: unknown placeholder in the French of 'Hello %(who)s,'"
    ]
    assert judged("At {time}", "À {heure}") == ["choir: unknown placeholder in the French of 'At {time}'"]


@pytest.mark.parametrize(
    "french",
    [
        "Code : K7", "Code: K7", "Code:", "Code\u202f: K7", "Vraiment ?", "Vraiment\u00a0?", "Bravo\u202f!", "Oui\u00a0; non",
        "« Oui\u00a0»", "«Oui\u00a0»", "«\u00a0Oui »", "«\u00a0Oui»", "«\u202fOui\u202f»", "1 500 mots", "150 $", "à 17 h 42",
        "60 Mo", "l'éloge", "<strong>Code</strong>: K7", "Oui&nbsp;; non",
    ],
)  # fmt: skip
def test_check_refuses_french_misprints(french: str) -> None:
    assert judged("Text", french) == [f"choir: misprint in the French {french!r}"]


@pytest.mark.parametrize(
    "french",
    [
        "Code\u00a0: K7", "Vraiment?!", "Bravo!", "«\u00a0Oui; non\u00a0»", "«\u00a0Oui?\u00a0»", "l’éloge",
        "https://example.org/?a=1", "De 09:00 à 23\u00a0h\u00a059", "Code&nbsp;: b", '<a href="?q=1;">Lien</a>',
        "1\u00a0500 mots, 150\u00a0$, 60\u00a0Mo", "le 5 avril 2027", "+1 613 555 0142", "5' de latitude",
    ],
)  # fmt: skip
def test_check_lets_good_print_pass(french: str) -> None:
    assert judged("Text", french) == []


def test_two_apps_may_not_disagree() -> None:
    first, same, other = one("Closes", "Clôture"), one("Closes", "Clôture"), one("Closes", "Ferme")
    elsewhere = one("Closes", "Ferme", msgctxt="door")

    assert messages.contradictions({"choir": first, "organ": same, "bell": elsewhere}) == []
    assert messages.contradictions({"choir": first, "organ": other}) == ["organ: 'Closes' has another French in choir"]


def test_only_what_is_older_than_its_source_is_compiled(app: Path) -> None:
    run()
    compiled = catalogue(app).with_suffix(".mo")
    compiled.unlink()

    run("--compile")
    first = compiled.stat().st_mtime_ns
    run("--compile")

    assert compiled.stat().st_mtime_ns == first


def over_libraries(*entries: polib.POEntry) -> list[str]:
    """What is said of a catalogue over the libraries that holds ENTRIES and puts every misprint of theirs right."""
    project = Path(__file__).parents[2]
    real = polib.pofile(str(project / messages.OVER_LIBRARIES / "django.po"))
    for entry in entries:
        real.append(entry)
    ours = polib.pofile(str(project / "pafso" / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
    return messages.check_over_libraries({"pafso": ours, "libraries": real})


def test_words_over_the_libraries_are_theirs_and_printed_well() -> None:
    assert over_libraries() == []
    assert over_libraries(polib.POEntry(msgid="No library says this", msgstr="Personne")) == [
        "libraries: no longer in the code: 'No library says this'"
    ]
    assert over_libraries(polib.POEntry(msgid="Today", msgstr="Aujourd'hui")) == [
        'libraries: misprint in the French "Aujourd\'hui"'
    ]


def test_a_misprint_of_a_library_is_named() -> None:
    complaints = messages.check_over_libraries({"libraries": polib.POFile()})

    assert [line for line in complaints if "Fil d" in line] == [
        f'django.contrib.admin: misprint in the French "Fil d\'Ariane"; say it well in {messages.OVER_LIBRARIES}'
    ]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Breadcrumbs", "Fil d’Ariane"),
        ("staff status", "accès au bureau"),
        ("Not found.", "Introuvable."),
        ("The {name} “{obj}” was changed successfully.", "C’est enregistré\u00a0: {name} «\u00a0{obj}\u00a0»."),
    ],
)
def test_our_words_come_before_those_of_a_library(said: str, shown: str) -> None:
    with translation.override("fr"):
        assert translation.gettext(said) == shown


def test_the_scripts_of_the_office_are_printed_well_too() -> None:
    with translation.override("fr"):
        words = JavaScriptCatalog.as_view(packages=["django.contrib.admin"])(RequestFactory().get("/")).content.decode()

    assert '"Today": "Aujourd\\u2019hui"' in words
    assert "Aujourd'hui" not in words
