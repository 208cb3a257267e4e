"""The office's side of contests: dates and categories, the photos and what becomes of them, placings, the gallery."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from members.access import person
from pafso.audit.log import record
from pafso.office.forms import ReasonForm
from pafso.office.modeladmin import ReadOnlyAdmin, StaffAdmin
from pafso.office.verb_pages import Page, VerbPages, act_on_each

from .actions import results
from .forms import PlacingForm
from .models import Category, Contest, Entry, Placing
from .pictures import picture_of

THUMBNAIL = 120
MOST_AT_ONCE = 200


class CategoryInline(admin.TabularInline):
    model = Category
    extra = 0
    min_num = 1
    fields = ["name_en", "name_fr", "position"]


def _missing(contest: Contest) -> dict[str, Any]:
    """What the gallery still needs, and how large it would be."""
    missing = [] if contest.is_published else results.missing_for_gallery(contest, timezone.now())
    return {
        "missing": [sentence for _, sentence in missing],
        "placings": contest.placings.count(),
        "accepted": contest.entries.filter(state=Entry.State.ACCEPTED).count(),
    }


@admin.register(Contest)
class ContestAdmin(VerbPages, StaffAdmin):
    """Opening and closing are dates; publishing is a page of its own that says what is missing."""

    list_display = ["__str__", "slug", "opens_at", "closes_at", "gallery_published_at"]
    list_filter = ["gallery_published_at"]
    search_fields = ["slug", "title_en", "title_fr"]
    inlines = [CategoryInline]
    verbs = [
        Page(
            "publication",
            results.publish_gallery,
            title=_("Publish the gallery"),
            done=_("The gallery is open, and every entrant is being written to."),
            template="contests/admin/publication.html",
            shown=_missing,
        )
    ]
    readonly_fields = ["gallery_published_at", "announced_at"]
    change_form_template = "contests/admin/contest_change_form.html"
    fieldsets = [
        (None, {"fields": ["slug", "opens_at", "closes_at", "grace_minutes", "entries_per_member", "members_only"]}),
        (_("English"), {"fields": ["title_en", "theme_en", "rules_en"]}),
        (_("French"), {"fields": ["title_fr", "theme_fr", "rules_fr"]}),
        (_("Gallery"), {"fields": ["gallery_published_at", "announced_at"]}),
    ]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        changed = [str(obj) for obj in [*formset.new_objects, *(obj for obj, _ in formset.changed_objects)]]
        if changed or formset.deleted_objects:
            removed = [str(obj) for obj in formset.deleted_objects]
            record("categories_edited", form.instance, by=person(request), changes={"set": changed, "removed": removed})


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """Photos are looked at and decided here; nobody edits an author's words."""

    list_display = ["thumbnail", "code", "title", "entrant", "contest", "state", "received_at"]
    list_display_links = ["thumbnail", "code", "title"]
    list_filter = ["state", "contest", "language"]
    list_select_related = ["contest", "entrant"]
    search_fields = ["code", "title", "entrant__email", "entrant__name"]
    actions = ["accept", "disqualify", "prepare_again"]
    change_form_template = "contests/admin/entry_change_form.html"
    fields = [
        *("code", "state", "picture", "title", "place", "story", "language", "contest", "category", "entrant"),
        *("original_file", "sha256", "width", "height", "camera", "taken_on", "rights_confirmed_at", "received_at"),
        *("prepared_at", "attempts", "last_error", "decided_at", "reason", "give_placing"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return super().get_queryset(request).prefetch_related("derivatives")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
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

    @admin.action(description=_("Disqualify…"), permissions=["decide"])
    def disqualify(self, request: HttpRequest, queryset: QuerySet[Entry]) -> HttpResponse | None:
        """Asks for the reason on a page in between; the same reason for all that were chosen."""
        form = ReasonForm(
            request.POST if "reason" in request.POST else None,
            label=_("Reason"),
            hint=_("The author reads this sentence in the mail, so write it in the author’s language."),
            rows=5,
        )
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": _("Disqualify"),
                "entries": queryset[:MOST_AT_ONCE],
                "form": form,
                "opts": self.opts,
            }
            return TemplateResponse(request, "contests/admin/disqualify.html", context)
        refuse = partial(results.disqualify_entry, reason=form.cleaned_data["reason"])
        act_on_each(request, queryset[:MOST_AT_ONCE], refuse, done=_("Disqualified: %(code)s"), named=_code)
        return None

    @admin.action(description=_("Make the sizes again"), permissions=["decide"])
    def prepare_again(self, request: HttpRequest, queryset: QuerySet[Entry]) -> None:
        chosen = queryset[:MOST_AT_ONCE]
        act_on_each(request, chosen, results.prepare_again, done=_("Queued again: %(code)s"), named=_code)


def _code(entry: Entry) -> dict[str, str]:
    return {"code": entry.code}


@admin.register(Placing)
class PlacingAdmin(StaffAdmin):
    """Ranks and citations, until the gallery is published."""

    form = PlacingForm
    list_display = ["words", "entry", "title", "contest", "category"]
    list_filter = ["contest"]
    list_select_related = ["entry", "contest", "category"]
    fields = ["entry", "category", "rank", "citation_en", "citation_fr"]

    @admin.display(description=_("title"))
    def title(self, placing: Placing) -> str:
        return placing.entry.title

    @admin.display(description=_("placing"), ordering="rank")
    def words(self, placing: Placing) -> str:
        return placing.words

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.contest.is_published)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Taking a placing away is part of deciding: no right to delete records is asked for.
        return self.has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in ("category", "rank", "citation_en", "citation_fr")}
        obj.pk = results.award_placing(form.cleaned_data["entry"], by=person(request), **values).pk

    def delete_model(self, request: HttpRequest, obj: Placing) -> None:
        results.remove_placing(obj, by=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Placing]) -> None:
        for placing in queryset:
            results.remove_placing(placing, by=person(request))
