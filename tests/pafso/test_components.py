"""The pieces of a page say what they should, in both languages, and nothing that a person typed breaks out of them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django import forms
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation
from django.utils.functional import lazystr

from pafso.clock import OTTAWA, Window
from pafso.panels import Panel
from pafso.templatetags import components

CLOSES = datetime(2027, 4, 1, 23, 59, tzinfo=OTTAWA)
WINDOW = Window(datetime(2027, 2, 1, 9, 0, tzinfo=OTTAWA), CLOSES)


def page(source: str, **context: Any) -> str:
    return Template("{% load components %}" + source).render(Context(context))


def deadline(now: datetime, *, zone: str = "") -> dict[str, Any]:
    with time_machine.travel(now, tick=False):
        return components.deadline(Context({"user": SimpleNamespace(time_zone=zone)}), WINDOW)


def test_deadline_before_during_and_after() -> None:
    before = deadline(WINDOW.opens_at - timedelta(hours=49))
    during = deadline(CLOSES - timedelta(hours=2))
    after = deadline(CLOSES + timedelta(minutes=1))

    assert (before["label"], before["day"].day, before["left"], before["over"]) == ("Opens", 1, "2 days", False)
    assert (during["label"], during["day"].month, during["left"], during["over"]) == ("Closes", 4, "2 hours", False)
    assert (after["label"], after["left"], after["over"]) == ("Closed", "", True)


def test_what_is_still_to_come_says_opens_in() -> None:
    shown = "{% deadline window %}"
    with time_machine.travel(WINDOW.opens_at - timedelta(hours=49), tick=False):
        before = page(shown, window=WINDOW)
    with time_machine.travel(CLOSES - timedelta(hours=49), tick=False):
        during = page(shown, window=WINDOW)

    assert "<dt>Opens in</dt>" in before and "Time left" not in before
    assert "<dt>Time left</dt>" in during and "Opens in" not in during


def test_deadline_counts_its_last_minute() -> None:
    assert deadline(CLOSES + timedelta(seconds=59))["over"] is False
    assert deadline(CLOSES)["left"] == "1 minute"


def test_deadline_in_the_readers_zone_only_where_it_differs() -> None:
    now = CLOSES - timedelta(days=3)

    assert deadline(now)["own"] == ""
    assert deadline(now, zone="America/Toronto")["own"] == ""
    assert deadline(now, zone="Nowhere/At_all")["own"] == ""
    assert deadline(now, zone="America")["own"] == ""
    assert deadline(now, zone="../../etc/passwd")["own"] == ""
    assert deadline(now, zone="Asia/Kabul")["own"] == "Friday, April 2, 2027, 08:29 (UTC+4:30)"


def test_deadline_shows_ottawa_in_both_languages() -> None:
    now = CLOSES - timedelta(days=3)
    english = deadline(now)["ottawa"]
    with translation.override("fr"):
        french = deadline(now)["ottawa"]

    assert english == "Thursday, 23:59 (EDT)"
    assert french == "jeudi à 23\u00a0h\u00a059 (HAE)"


def test_deadline_as_html() -> None:
    with time_machine.travel(CLOSES - timedelta(days=3), tick=False):
        html = page('{% deadline window ics_url="/x.ics" size="small" %}', window=WINDOW)
        with translation.override("fr"):
            french = page("{% deadline window %}", window=WINDOW)

    assert 'class="deadline deadline-small"' in html
    assert '<span class="deadline-day">1</span>' in html
    assert 'href="/x.ics"' in html
    assert '<span class="deadline-day">1<sup>er</sup></span>' in french
    assert ".ics" not in french


def test_the_hour_in_a_template_is_the_local_one_and_says_so() -> None:
    with translation.override("fr"):
        assert page("{{ moment|hour_and_zone }}", moment=CLOSES.astimezone(UTC)) == "23\u00a0h\u00a059 (HAE)"


def test_dateline_is_ottawas_day() -> None:
    with time_machine.travel(datetime(2027, 4, 2, 3, 0, tzinfo=UTC), tick=False):
        assert "Thursday, April 1, 2027" in components.dateline()


def test_local_time_of_an_instant_and_of_none() -> None:
    html = components.local_time(CLOSES)

    assert html == ('<time datetime="2027-04-01T23:59:00-04:00" data-local>Thursday, April 1, 2027, 23:59 (EDT)</time>')
    assert components.local_time(None) == ""


def test_sections_mark_the_one_that_is_open() -> None:
    def head(path: str) -> str:
        return components.masthead(Context({"request": RequestFactory().get(path)}))

    below, itself, elsewhere = head("/en/awards/2027/"), head("/en/awards/"), head("/en/accounts/login/")
    with translation.override("fr"):
        french = head("/fr/contests/")

    assert '<a href="/en/awards/" aria-current="true">Awards</a>' in below
    assert '<a href="/en/awards/" aria-current="page">Awards</a>' in itself
    assert below.count("aria-current") == itself.count("aria-current") == 1
    assert "aria-current" not in elsewhere + components.masthead(Context({}))
    assert '<a href="/fr/contests/" aria-current="page">Concours de photos</a>' in french


def test_colophon_names_the_association_in_the_readers_language_first() -> None:
    english = components.colophon()
    with translation.override("fr"):
        french = components.colophon()

    assert '<p lang="fr">Association professionnelle' in english
    assert '<p lang="en">Professional Association' in french


def test_notice_status_and_code_escape_what_they_are_given() -> None:
    evil = "<script>"

    html = page(
        '{% notice "error" %}<p>{{ evil }}</p>{% endnotice %}{% notice "info" word=evil %}{% endnotice %}'
        '{% status evil "bad" %}{% code evil %}{% code evil small=True %}',
        evil=evil,
    )

    assert "<script>" not in html
    assert (
        '<div class="notice notice-error"><p class="notice-word">Nothing was changed</p><p>&lt;script&gt;</p></div>'
        in html
    )
    assert '<span class="status status-bad">&lt;script&gt;</span>' in html
    assert '<span class="code code-small" translate="no">&lt;script&gt;</span>' in html


def test_breadcrumbs_and_tabs_are_navigation() -> None:
    html = page("{% breadcrumbs %}<li>A</li>{% endbreadcrumbs %}{% tabs label %}<li>B</li>{% endtabs %}", label='a"b')

    assert html == (
        '<nav class="breadcrumbs" aria-label="You are here"><ol><li>A</li></ol></nav>'
        '<nav class="tabs" aria-label="a&quot;b"><ul><li>B</li></ul></nav>'
    )


class Entry(forms.Form):
    title = forms.CharField(label="Title", help_text="Short.")
    place = forms.CharField(label="Place", required=False)
    story = forms.CharField(widget=forms.Textarea(attrs={"data-count-words": 300}), required=False)
    category = forms.ChoiceField(label="Category", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    photo = forms.FileField()
    password = forms.CharField(widget=forms.PasswordInput)
    rights = forms.BooleanField(label="I took it")


def field(form: forms.Form, name: str) -> str:
    return str(form[name].as_field_group())


def test_field_order_is_label_hint_error_control() -> None:
    html = field(Entry({}), "title")

    places = [html.index(part) for part in ('<label class="label" for="id_title">', "Short.", "is required", "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert "field-wrong" in html


def test_optional_fields_say_so_unless_submission_will_need_them() -> None:
    form = Entry()
    form.fields["story"].needed = True  # type: ignore[attr-defined]

    assert "(optional)" not in field(form, "title")
    assert "(optional)" in field(form, "place")
    assert "(optional)" not in field(form, "story")


def test_each_kind_of_field_in_its_dress() -> None:
    form = Entry()

    kinds = {name: components.kind_of_field(form[name]) for name in form.fields}

    assert kinds == {
        "title": "text",
        "place": "text",
        "story": "text",
        "category": "choices",
        "photo": "file",
        "password": "password",
        "rights": "tick",
    }
    assert '<legend class="label">Category' in field(form, "category")
    assert 'class="reveal"' in field(form, "password")
    assert 'class="drop"' in field(form, "photo")
    assert field(form, "rights").index("<input") < field(form, "rights").index("<label")
    assert 'data-for="id_story" data-limit="300"' in field(form, "story")


def test_error_summary_leads_to_each_field() -> None:
    html = page('{% include "components/error_summary.html" %}', form=Entry({"title": "x"}))

    assert 'href="#id_category_field"' in html
    assert 'href="#id_photo"' in html
    assert 'href="#id_title"' not in html
    assert "data-focus" in html


def test_error_summary_of_what_is_missing_and_of_nothing() -> None:
    html = page(
        '{% include "components/error_summary.html" with problems=p %}', p=[("A letter", "/l/"), ("A name", "")]
    )

    assert '<a href="/l/">A letter</a>' in html
    assert "<li>A name</li>" in html
    assert page('{% include "components/error_summary.html" %}', form=Entry()).strip() == ""


def test_panel_sees_its_own_context_and_the_pages() -> None:
    source = "{% load components %}{% show_panel panel %}{{ title }}"
    panel = Panel("components/empty.html", {"title": "Nothing <yet>"})

    html = Template(source).render(Context({"panel": panel, "url": "/next/", "label": "Begin"}))

    assert "<h2>Nothing &lt;yet&gt;</h2>" in html
    assert '<a class="button" href="/next/">Begin</a>' in html
    assert not html.rstrip().endswith("Nothing &lt;yet&gt;")


def test_a_panel_outside_a_template_is_refused() -> None:
    with pytest.raises(RuntimeError):
        components.show_panel(Context({}), Panel("components/empty.html", {}))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["400.html", "500.html", "503.html"])
def test_pages_for_the_worst_hour_need_nothing(name: str, language: str) -> None:
    with translation.override(language):
        html = get_template(name).render({"reference": "0a1b2c3d"})

    assert "0a1b2c3d" in html
    assert '<section lang="fr">' in html
    assert "<style" not in html
    assert "style=" not in html


def test_lazy_words_are_accepted() -> None:
    assert page("{% status word %}", word=lazystr("Open")) == '<span class="status status-plain">Open</span>'
