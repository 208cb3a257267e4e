"""The office's side of contests: dates and categories, the photos and what becomes of them, placings, the gallery."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from members.access import person
from members.identity import identity_of
from members.models import User
from pafso.access import Visitor
from pafso.audit.log import record
from pafso.office.conflicts import CLOSED_NAME, AboutCase, Conflicts, conflict_verbs
from pafso.office.list_pages import ListPages, act_on_each
from pafso.office.modeladmin import ReadOnlyAdmin, StaffAdmin
from pafso.office.rights import LookedAfter
from pafso.office.verb_pages import VerbPages
from pafso.text.dates import moment_in_words
from pafso.text.words import Found, found_in, has_words

from . import office_verbs, rules, search
from .actions import results
from .forms import PlacingForm
from .mails import changes_in_words
from .models import Category, Contest, ContestRight, Correction, Entry, EntryDeclaration, Placing
from .models.contest import LOCKED_DATES
from .models.entry import VIEW
from .pictures import picture_of

THUMBNAIL, MOST_AT_ONCE, MOST_TWINS = 120, 200, 20


class CategoryInline(admin.StackedInline):
    model = Category
    extra = 0
    min_num = 1
    fields = [("name_en", "name_fr", "position")]


@admin.register(Contest)
class ContestAdmin(LookedAfter, VerbPages, StaffAdmin):
    """Opening and closing are dates; publishing is a page of its own that says what is missing."""

    right = ContestRight
    list_display = ["__str__", "slug", "opens_at", "closes_at", "gallery_published_at"]
    sortable_by = ["slug", "opens_at", "closes_at", "gallery_published_at"]
    list_filter = ["gallery_published_at"]
    search_fields = ["slug", "title_en", "title_fr"]
    search_help_text = _("The beginning of a word of the title")
    inlines = [CategoryInline]
    verbs = office_verbs.OF_A_CONTEST
    readonly_fields = [
        "call",
        "gallery_published_at",
        "announced_at",
        "published_quietly",
        "hidden_at",
        "hidden_reason",
    ]
    change_form_template = "contests/admin/contest_change_form.html"
    fieldsets = [
        (None, {"fields": ["slug", "opens_at", "closes_at", "grace_minutes", "entries_per_member", "members_only"]}),
        (_("Size for print"), {"fields": ["print_edge", "refuses_small"]}),
        (_("The call"), {"fields": ["call"]}),
        (_("English"), {"fields": ["title_en", "theme_en", "rules_en"]}),
        (_("French"), {"fields": ["title_fr", "theme_fr", "rules_fr"]}),
        (
            _("Gallery"),
            {"fields": ["gallery_published_at", "published_quietly", "announced_at", "hidden_at", "hidden_reason"]},
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Contest | None = None) -> list[str]:
        """The dates of what is published change by a verb that asks why."""
        is_locked = obj is not None and obj.gallery_published_at is not None
        return [*self.readonly_fields, *(LOCKED_DATES[:3] if is_locked else ())]

    def find(self, term: str) -> Found:
        contests = Contest.objects.order_by()
        lists = [contests.filter(has_words(column, term)) for column in ("title_en", "title_fr")]
        return found_in([contests.filter(slug__startswith=term.strip().lower()), *lists], search.MOST_FOUND)

    @admin.display(description=_("the call"))
    def call(self, contest: Contest) -> str:
        return contest.call_in_words() if contest.pk else "–"

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        changed = [str(obj) for obj in [*formset.new_objects, *(obj for obj, _ in formset.changed_objects)]]
        if changed or formset.deleted_objects:
            removed = [str(obj) for obj in formset.deleted_objects]
            record("categories_edited", form.instance, by=person(request), changes={"set": changed, "removed": removed})


@admin.register(Entry)
class EntryAdmin(Conflicts[Entry], ListPages, ReadOnlyAdmin):
    """Photos are looked at and decided here, but nobody's own; nobody edits an author's words."""

    opened_by = ContestRight
    list_display = ["thumbnail", "code", "title", "entrant", "contest", "state", "received_at", "mark"]
    list_display_links = ["thumbnail", "code", "title"]
    list_filter = ["state", "contest", "language"]
    list_select_related = ["contest", "entrant"]
    search_fields = ["code"]
    search_help_text = _("The code, or the beginning of a word of the title or of the author’s name or address")
    actions = ["accept", "disqualify", "prepare_again"]
    change_form_template = "contests/admin/entry_change_form.html"
    fields = [
        *(
            "code",
            "state",
            "picture",
            "title",
            "place",
            "story",
            "alt_text",
            "language",
            "contest",
            "category",
            "entrant",
        ),
        *("original_file", "same_file", "sha256", "width", "height", "camera", "taken_on", "rights_confirmed_at"),
        *("received_at", "prepared_at", "attempts", "last_error", "decided_at", "reason", "give_placing"),
        *("hidden_at", "hidden_reason", "corrected"),
    ]
    verbs = [
        *office_verbs.OF_A_PHOTO,
        *conflict_verbs(EntryDeclaration, VIEW, lambda person: Entry.objects.in_hands_of(person)),
    ]

    def find(self, term: str) -> Found:
        return search.found(term)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return Entry.objects.in_hands_of(request.user).marking_same_files().prefetch_related("derivatives")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Entry | None:
        found = super().get_object(request, object_id, from_field)
        if not isinstance(found, Entry):
            return None
        found.__dict__["reader"] = request.user  # for `same_file`, which is asked about the row alone
        return found

    def must_say_who(self, person: Visitor, case: Entry) -> bool:
        return rules.must_say_who(person, case)

    def is_named(self, person: Visitor, case: Entry) -> bool:
        return identity_of(person).may_be(case.author)

    def close_row(self, case: Any) -> None:
        case.entrant, case.title = User(name=CLOSED_NAME), CLOSED_NAME
        case._prefetched_objects_cache = {"derivatives": Entry.objects.none()}

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return [str(name) for name in self.fields or []]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        actions = [action for action in self.get_actions(request).values() if action]
        decisions = [(name, label) for _, name, label in actions]
        context.update(decisions=decisions, may_decide=self.has_decide_permission(request))
        return super().render_change_form(request, context, *args, **kwargs)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("contests.change_entry")

    @admin.display(description=_("photo"))
    def thumbnail(self, entry: Entry) -> str:
        sizes = list(entry.derivatives.all())
        if not sizes:
            return "–"
        width = round(THUMBNAIL * sizes[0].width / max(sizes[0].width, sizes[0].height))
        height = round(THUMBNAIL * sizes[0].height / max(sizes[0].width, sizes[0].height))
        html = '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">'
        return format_html(html, sizes[0].get_absolute_url(), width, height, entry.title)

    @admin.display(description=_("photo"))
    def picture(self, entry: Entry) -> str:
        shown = picture_of(entry)
        if shown is None:
            return "–"
        html = '<a href="{}"><img src="{}" width="{}" height="{}" alt="{}"></a>'
        half = (shown.width // 2, shown.height // 2)
        return format_html(html, shown.src, shown.src, *half, shown.alt)

    @admin.display(description=_("original"))
    def original_file(self, entry: Entry) -> str:
        if entry.original is None:
            return str(_("erased"))
        url = reverse("contests:original", args=[entry.code])
        return format_html('<a href="{}">{}</a>', url, entry.original.given_name or entry.code)

    @admin.display(description=_("mark"))
    def mark(self, entry: Entry) -> str:
        return str(_("Same file as another entrant’s")) if getattr(entry, "has_same_file", False) else ""

    @admin.display(description=_("same file"))
    def same_file(self, entry: Entry) -> str:
        """The photos of other people that are the very same file, in this contest or another, where they are open to the reader."""
        rows = [
            (reverse("admin:contests_entry_change", args=[other.pk]), other.code, other.entrant, other.contest)
            for other in search.same_file(entry, entry.__dict__["reader"])[:MOST_TWINS]
        ]
        return format_html_join("", '<p><a href="{}">{}</a> · {} · {}</p>', rows) if rows else self.mark(entry) or "–"

    @admin.display(description=_("placing"))
    def give_placing(self, entry: Entry) -> str:
        if entry.state != Entry.State.ACCEPTED or entry.contest.is_published:
            return "–"
        url = f"{reverse('admin:contests_placing_add')}?entry={entry.pk}&category={entry.category_id}"
        return format_html('<a href="{}">{}</a>', url, _("Place this photo"))

    @admin.action(description=_("Accept"), permissions=["decide"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Entry]) -> None:
        chosen = queryset[:MOST_AT_ONCE]
        act_on_each(request, chosen, results.accept_entry, done=_("Accepted: %(code)s"), named=_code)

    @admin.action(description=_("Set aside…"), permissions=["decide"])
    def disqualify(self, request: HttpRequest, queryset: QuerySet[Entry]) -> HttpResponse:
        """On a page that asks for the reason; the same for all that were chosen."""
        return self.to_list_page("disqualification", queryset)

    @admin.display(description=_("corrections"))
    def corrected(self, entry: Entry) -> str:
        """Every earlier version, the newest first."""
        rows = entry.corrections.select_related("corrected_by")
        html = format_html_join("", "<li>{} – {}: {}<br>{}</li>", (_correction(row) for row in rows))
        return format_html("<ul>{}</ul>", html) if html else "–"

    @admin.action(description=_("Regenerate sizes"), permissions=["decide"])
    def prepare_again(self, request: HttpRequest, queryset: QuerySet[Entry]) -> None:
        chosen = queryset[:MOST_AT_ONCE]
        act_on_each(request, chosen, results.prepare_again, done=_("Queued again: %(code)s"), named=_code)


def _correction(row: Correction) -> tuple[str, str, str, str]:
    changes = "; ".join(f"{what}: {before} → {now}" for what, before, now in changes_in_words(row))
    return moment_in_words(row.corrected_at), str(row.corrected_by), row.reason, changes


def _code(entry: Entry) -> dict[str, str]:
    return {"code": entry.code}


@admin.register(Placing)
class PlacingAdmin(AboutCase, StaffAdmin):
    """Ranks and citations, until the gallery is published."""

    case, closes = "entry", "title"
    must_say_who = staticmethod(rules.must_say_who)
    form = PlacingForm
    list_display = ["words", "entry", "title", "contest", "category"]
    ordering = ["-contest_id", "category_id", "rank", "id"]
    sortable_by = ["words"]
    list_filter = ["contest"]
    list_select_related = ["entry__entrant", "contest", "category"]
    fields = ["entry", "category", "rank", "citation_en", "citation_fr"]

    @admin.display(description=_("title"))
    def title(self, placing: Placing) -> str:
        return placing.entry.title

    @admin.display(description=_("placing"), ordering="rank")
    def words(self, placing: Placing) -> str:
        return placing.words

    def get_queryset(self, request: HttpRequest) -> QuerySet[Placing]:
        return Placing.objects.in_hands_of(request.user)

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.reader = request.user
        return form

    def has_change_permission(self, request: HttpRequest, obj: Placing | None = None) -> bool:
        mine = obj is None or (rules.handles_results(request.user, obj.contest) and not obj.contest.is_published)
        return mine and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Placing | None = None) -> bool:
        # Taking a placing away is part of deciding: no right to delete records is asked for.
        return self.has_change_permission(request, obj)

    def lock_row(self, row: Model) -> None:
        results.lock_placing(row.pk)

    def save_model(self, request: HttpRequest, obj: Placing, form: ModelForm, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in ("category", "rank", "citation_en", "citation_fr")}
        obj.pk = results.award_placing(form.cleaned_data["entry"], by=person(request), **values).pk

    def delete_model(self, request: HttpRequest, obj: Placing) -> None:
        results.remove_placing(obj, by=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Placing]) -> None:
        for placing in queryset:
            results.remove_placing(placing, by=person(request))
