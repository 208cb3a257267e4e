"""The office's lists at any size: pages by key instead of OFFSET, a count that ends at a thousand, one column to sort by."""

from typing import TYPE_CHECKING

from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from pafso.counting import MOST_COUNTED
from pafso.web.pagination import columns_of, key_of, rows_at

if TYPE_CHECKING:
    from .modeladmin import StaffAdmin

# In ?p= Django has the number of a page; ours is a direction and a key.
AFTER, BEFORE = "a.", "b."


class KeysetChangeList(ChangeList):
    """Django's list of records, with other pages. Whatever ``?p=`` holds that makes no sense gives the first."""

    model_admin: "StaffAdmin"
    next_url: str | None
    previous_url: str | None
    is_cut: bool
    why_nothing: str

    def __init__(self, request: HttpRequest, *args: object) -> None:
        super().__init__(request, *args)  # type: ignore[arg-type]
        # Django would add it to the address of each row, and look up each time whether that is a list's.
        self.way_back, self.preserved_filters = self.preserved_filters, ""

    def url_for_result(self, result: Model) -> str:
        """With the address of this list, to come back to."""
        return f"{super().url_for_result(result)}{'?' if self.way_back else ''}{self.way_back}"

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Model]) -> list[str]:  # type: ignore[override]
        """By the column that was chosen, or as the model admin says; rows that are equal in it follow by their key."""
        chosen = self._chosen_column()
        order = [chosen] if chosen else list(self.model_admin.get_ordering(request) or self._get_default_ordering())  # type: ignore[attr-defined]
        return order if self._is_unique(order[-1]) else [*order, "-pk" if order[-1].startswith("-") else "pk"]

    def get_results(self, request: HttpRequest) -> None:
        self.order = self.get_ordering(request, self.queryset)
        self.columns = columns_of(self.model, self.order, self.model_admin.never_empty)
        asked = request.GET.get(PAGE_VAR, "")
        is_before = asked.startswith(BEFORE)
        key = asked[len(AFTER) :] if asked.startswith((AFTER, BEFORE)) else ""
        rows = rows_at(self.queryset, self.columns, key, self.list_per_page, is_before=is_before)
        self.result_list = rows.items  # type: ignore[assignment]
        self.why_nothing = "" if rows.items else self.model_admin.why_nothing(request)
        self.next_url = self._address(AFTER, rows.next_key)
        self.previous_url = self._address(BEFORE, rows.previous_key)
        # In the order of the list, so that the same index answers.
        in_order = self.order if self.model_admin.is_counted_in_order(request) else []
        counted = self.count(self.queryset.order_by(*in_order))
        self.is_cut = counted > MOST_COUNTED
        self.result_count = min(counted, MOST_COUNTED)
        self.show_admin_actions = bool(rows.items)
        self.full_result_count = None  # type: ignore[assignment]
        self.show_full_result_count = self.can_show_all = self.multi_page = False

    def count(self, rows: QuerySet[Model]) -> int:
        """How many ROWS the list has, one beyond the bound for more."""
        return rows[: MOST_COUNTED + 1].count()

    def address_after(self, row: Model) -> str:
        """Of the page that begins after ROW."""
        return self.get_query_string({PAGE_VAR: AFTER + key_of(row, self.columns)})

    def _address(self, direction: str, key: str | None) -> str | None:
        return self.get_query_string({PAGE_VAR: direction + key}) if key else None

    def _chosen_column(self) -> str:
        """Of several columns that were pressed one after the other the last one counts, if an index is said to answer it."""
        asked = self.params.pop(ORDER_VAR, "").split(".")[0]
        self.filter_params.pop(ORDER_VAR, None)
        place = asked.removeprefix("-")
        shown = list(self.list_display)
        name = shown[int(place)] if place.isascii() and place.isdigit() and int(place) < len(shown) else ""
        column = self.get_ordering_field(name) if name and name in (self.sortable_by or ()) else None
        if not isinstance(column, str):
            return ""
        self.params[ORDER_VAR] = asked
        self.filter_params[ORDER_VAR] = [asked]
        downwards = asked.startswith("-") != column.startswith("-")
        return ("-" if downwards else "") + column.removeprefix("-")

    def _is_unique(self, name: str) -> bool:
        try:
            field = self.lookup_opts.get_field(name.removeprefix("-"))
        except FieldDoesNotExist:
            return name.removeprefix("-") == "pk"
        return bool(getattr(field, "unique", False)) and not field.null
