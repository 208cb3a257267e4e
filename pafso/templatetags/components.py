"""The pieces that every page is made of; docs/design.md shows each of them in use."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, PasswordInput, RadioSelect
from django.template import loader
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from pafso.clock import OTTAWA, Window, ottawa_day, received_at
from pafso.panels import Panel
from pafso.text import figures, places
from pafso.text.dates import beside_the_day, day_in_words, hour_and_zone, long_date, moment_in_words, time_left

register = template.Library()


# --- The head of the page -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Section:
    """One entry of the site's table of contents; ``current`` is "page", "true" (somewhere below it) or empty."""

    name: Any
    url: str
    current: str = ""
    title_of_work: bool = False


SECTIONS = (
    (_("Awards"), "awards/"),
    (_("Photo contest"), "contests/"),
    ("bout de papier", "magazine/"),
    (_("Streams"), "streams/"),
    (_("Contact"), "contact/"),
)


@register.simple_tag(takes_context=True)
def masthead(context: template.Context) -> str:
    """The title of the paper and its sections, the one that this page belongs to marked."""
    path = context["request"].path if "request" in context else ""
    language = get_language() or "en"
    tail = path.removeprefix(f"/{language}/")
    section = tail[: tail.find("/") + 1]
    return rendered_masthead(language, section, "page" if tail == section else "true")


# The same few hundred bytes on every page: rendered once in each language and section, not once a request.
@lru_cache(maxsize=64)
def rendered_masthead(language: str, here: str, how: str) -> SafeString:
    found = [
        Section(name, f"/{language}/{tail}", how if tail == here else "", tail == "magazine/")
        for name, tail in SECTIONS
    ]
    return loader.render_to_string("components/masthead.html", {"sections": found, "LANGUAGE_CODE": language})


@register.simple_tag
def colophon() -> str:
    """The foot of every page."""
    return rendered_colophon(get_language() or "en")


@lru_cache(maxsize=8)
def rendered_colophon(language: str) -> SafeString:
    context = {"LANGUAGE_CODE": language, "DEVELOPMENT": settings.DEVELOPMENT}
    return loader.render_to_string("components/colophon.html", context)


@register.simple_tag
def dateline() -> str:
    """Today in Ottawa, as over the title of a newspaper."""
    return dateline_of(ottawa_day(), get_language() or "en")


@lru_cache(maxsize=8)
def dateline_of(day: date, language: str) -> str:
    return gettext("Ottawa, %(date)s") % {"date": long_date(day)}


# --- Time -----------------------------------------------------------------------------------------------------------
register.filter("hour_and_zone", hour_and_zone, expects_localtime=True)


@register.filter
def day(moment: date | datetime) -> str:
    """The day in words, of a moment the one in Ottawa."""
    return day_in_words(ottawa_day(moment) if isinstance(moment, datetime) else moment)


@register.filter
def zone_in_words(zone: str) -> str:
    """A zone as the reader would call it: "Senegal (Dakar)"."""
    return places.zone_in_words(zone)


@register.filter
def instant(moment: datetime) -> str:
    """For the attribute of a `<time>`: HTML knows at most three figures of a second."""
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


@register.filter
def in_ottawa(moment: datetime) -> str:
    """An instant in Ottawa's time, for where the reader's own stands beside it."""
    return moment_in_words(moment)


@register.simple_tag
def local_time(moment: datetime | None) -> SafeString | str:
    """An instant in Ottawa's time; the script adds the reader's own where that differs."""
    if moment is None:
        return ""
    return format_html('<time datetime="{}" data-local>{}</time>', instant(moment), moment_in_words(moment))


@register.simple_tag(takes_context=True)
def by_own_clock(context: template.Context, moment: datetime, zone: str = "") -> str:
    """An instant by the reader's own clock, in the ZONE that is theirs without an account; nothing where it reads as Ottawa's."""
    own = zone_named(zone) if zone else zone_of_reader(context)
    if own is None or moment.astimezone(own).utcoffset() == moment.astimezone(OTTAWA).utcoffset():
        return ""
    return moment_in_words(moment, own)


@register.simple_tag
def own_time(moment: datetime | None) -> SafeString | str:
    """An instant that the script writes by the reader's own clock, as it does the line of what saves itself; Ottawa's without it."""
    if moment is None:
        return ""
    return format_html('<time datetime="{}" data-own>{}</time>', instant(moment), moment_in_words(moment))


@register.inclusion_tag("components/deadline.html", takes_context=True)
def deadline(
    context: template.Context,
    window: Window,
    label: str = "",
    ics_url: str = "",
    size: str = "",
    act: str = "",
    act_url: str = "",
) -> dict[str, Any]:
    """A window as a typographic event: its day, Ottawa's time, the reader's own, how long is left, the .ics file.

    Before it opens the day shown is that of opening. ``size="small"`` for lists, ``size="line"`` without the large day. ``act`` and ``act_url``: the
    button for what one does before it, above the clocks.
    """
    now = received_at()
    opening = not window.has_opened(now)
    moment = window.opens_at if opening else window.closes_at
    zone = zone_of_reader(context)
    return {
        "label": label or deadline_label(window, now),
        "opening": opening,
        "moment": moment,
        "ends": window.opens_at if opening else window.ends_at,
        "day": moment.astimezone(OTTAWA),
        "now": now,
        "ottawa": moment_in_words(moment) if size == "line" else beside_the_day(moment),
        "own": moment_in_words(moment, zone) if zone else "",
        "left": "" if window.has_closed(now) else time_left((window.opens_at if opening else window.ends_at) - now),
        "over": window.has_closed(now),
        "ics_url": ics_url,
        "size": size,
        "act": act,
        "act_url": act_url,
    }


def deadline_label(window: Window, now: datetime) -> str:
    if not window.has_opened(now):
        return gettext("Opens")
    return gettext("Closed") if window.has_closed(now) else gettext("Closes")


def zone_of_reader(context: template.Context) -> ZoneInfo | None:
    """The zone that the reader chose, unless it is Ottawa's."""
    return zone_named(getattr(context.get("user"), "time_zone", ""))


def zone_named(name: str) -> ZoneInfo | None:
    try:
        zone = ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return None if zone == OTTAWA else zone


# --- Figures --------------------------------------------------------------------------------------------------------
register.filter("number", figures.number)
register.filter("money", figures.money)
register.filter("file_size", figures.file_size)


# --- Words and slips ------------------------------------------------------------------------------------------------
NOTICE_WORDS = {
    "info": _("Please note"),
    "success": _("Done"),
    "warning": _("Warning"),
    "error": _("Nothing was changed"),
}


@register.simple_block_tag
def notice(content: str, kind: str = "info", word: str = "") -> SafeString:
    """`{% notice "warning" %}<p>…</p>{% endnotice %}`: a word, a rule, what is said."""
    html = '<div class="notice notice-{}"><p class="notice-word">{}</p>{}</div>'
    return format_html(html, kind, word or NOTICE_WORDS[kind], content)


@register.simple_tag
def status(word: str, kind: str = "") -> SafeString:
    """A state in its word; kind is good, open, bad, over or nothing."""
    return format_html('<span class="status status-{}">{}</span>', kind or "plain", word)


@register.simple_tag
def code(value: str, small: bool = False) -> SafeString:
    """A short code, spaced so that it can be read out."""
    return format_html('<span class="code{}" translate="no">{}</span>', " code-small" if small else "", value)


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """`{% breadcrumbs %}<li><a href="…">Awards</a></li>{% endbreadcrumbs %}`: the way back up, without this page."""
    return format_html('<nav class="breadcrumbs" aria-label="{}"><ol>{}</ol></nav>', gettext("You are here"), content)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """Links between views of one thing: `<li><a href="…" aria-current="page">…</a></li>` inside."""
    return format_html('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>', label, content)


# --- Forms ----------------------------------------------------------------------------------------------------------
@register.filter
def kind_of_field(field: BoundField) -> str:
    """Which dress a field wears: tick, choices, password, file or text."""
    widget = field.field.widget
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "tick"
    if isinstance(widget, PasswordInput):
        return "password"
    return "file" if getattr(widget, "input_type", "") == "file" else "text"


@register.filter
def widget_attr(field: BoundField, name: str) -> Any:
    """An attribute of the field's widget whose name a template cannot spell (`data-count-words`)."""
    return field.field.widget.attrs.get(name, "")


@register.filter
def anchor(field: BoundField) -> str:
    """Where the error summary leads: the control itself, or the field around a group of controls."""
    return field.id_for_label or f"{field.auto_id}_field"


# --- Pages made of panels -------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def show_panel(context: template.Context, panel: Panel) -> SafeString:
    """One panel of a shared page, inside this page's own context (no context processor runs a second time)."""
    page = context.template
    if page is None:
        raise RuntimeError("a panel is shown from within a template")
    with context.push(**panel.context):
        return page.engine.get_template(panel.template).render(context)
