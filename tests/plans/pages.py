"""Every page that there is, for whoever may open it: from the routes, the office's registry and the API's own schema."""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from awards.models import Cycle, Nomination
from contests.models import Contest, Entry
from magazine.models import Issue
from members.models import Application, Stream
from tests.factories.bulk import BUSY, CROWDED_CYCLE, CROWDED_GALLERY, QUIET_CYCLE
from tests.house.test_doors import patterns
from tests.plans.watch import Plan, Watch

# What is typed into every search: a common word, a rare one, a code, a number, an address, and what nobody has.
TERMS = ["given7", "family77", "0000002A", "M42", "person42@", "family4242 given2", "zzyzx"]
# A filter of the audit trail has two hundred values.
MOST_VALUES = 12
NOMINATION = {"code": lambda: Nomination.objects.filter(nominator=BUSY, state="submitted").latest("pk").code}
ENTRY = {"code": lambda: Entry.objects.filter(entrant=BUSY, state="accepted").latest("pk").code}
APPLICATION = {"code": lambda: Application.objects.get(applicant=BUSY).code}
CYCLE = {
    "award": lambda: Cycle.objects.get(pk=CROWDED_CYCLE).award.slug,
    "year": lambda: Cycle.objects.get(pk=CROWDED_CYCLE).year,
}
GALLERY = {"slug": lambda: Contest.objects.published().get(pk=CROWDED_GALLERY).slug}
PICTURE = {**GALLERY, "code": lambda: Entry.objects.filter(contest__slug=GALLERY["slug"](), state="accepted")[0].code}
PAGE = {"volume": lambda: Issue.objects.published()[0].volume, "number": lambda: Issue.objects.published()[0].number}
# Pages that stand for one thing, with a thing to stand for.
EXAMPLES: dict[str, dict[str, Callable[[], Any]]] = {
    "awards:nomination": NOMINATION, "awards:supporters": NOMINATION, "awards:submission": NOMINATION, "awards:deletion": NOMINATION, "awards:withdrawal": NOMINATION, "awards:copy": NOMINATION, "awards:nomination_deadline": NOMINATION, "awards:co_nominators": NOMINATION, "awards:cycle": CYCLE, "awards:deadline": CYCLE,
    "contests:entry": ENTRY, "contests:progress": ENTRY, "contests:contest": GALLERY, "contests:calendar": GALLERY,
    "contests:gallery": GALLERY, "contests:picture": PICTURE,
    "magazine:issue": PAGE, "magazine:page": {**PAGE, "page": lambda: "3"},
    "members:application": APPLICATION, "members:application_form": APPLICATION,
    "members:stream": {"code": lambda: Stream.objects.all()[0].code},
}  # fmt: skip
# What has an address of its own and shows no list: files, links with a secret, and what is only sent to.
NO_LISTS = {
    "awards:carry_over", "awards:own_carry_over", "awards:letter_earlier", "awards:letter_earlier_file",
    "awards:co_nominator", "awards:co_nominator_invitation", "awards:co_nominator_ending", "awards:leaving",
    "awards:letter_text", "awards:letter_copy", "awards:letter_page", "awards:letter_own_page", "awards:invitation", "awards:revocation", "awards:letter_declining", "awards:letter_taking_up", "awards:letter_deadline", "awards:letter_file", "awards:start", "awards:letter",
    "contests:enter", "contests:text", "contests:submission", "contests:deletion", "awards:letter_review", "awards:letter_own_file", "awards:letter_file_removal", "awards:letter_correction", "awards:letter_correction_review", "awards:letter_correction_file", "awards:letter_correction_page", "awards:letter_correction_file_removal", "awards:letter_correction_removal", "awards:letter_taking_back", "contests:original", "contests:withdrawal",
    "contests:photo", "magazine:pdf", "magazine:cover", "magazine:page_image", "members:posting", "members:take_back_posting",
    "members:proof_paper", "members:revoke_proof", "members:document_file", "members:earlier_document_file", "members:copy_progress", "members:fetch_copy", "members:copy_file", "members:unsubscribe", "members:calendar_feed", "members:end_session",
    "members:end_token", "members:forget_device", "members:recovery_stop", "members:recovery_confirm", "members:application_answer",
    "members:application_submission", "members:application_withdrawal", "account_confirm_email", "account_reset_password_from_key",
    "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
# Neither pages nor lists: who asks is turned away, or sends a form.
NOT_WALKED = {
    "awards:joining",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "account_logout",
    "account_reauthenticate",
    "set_language",
    "schema",
    "docs",
    "readyz",
}


@dataclass
class Visitor:
    """Somebody at a browser, and what PostgreSQL did for them."""

    name: str
    client: Client
    watch: Watch

    def open(self, address: str) -> tuple[Any, list[Plan]]:
        cache.clear()  # limits of how often, and copies of pages that would be given without a query
        self.watch.taken()
        response = self.client.get(address)
        return response, self.watch.taken()


@dataclass(frozen=True)
class Seen:
    """A page that was opened, and what it cost."""

    visitor: Visitor
    address: str
    status: int
    plans: list[Plan]

    def faults(self) -> list[str]:
        wrong = [f"{fault}: {plan.query}" for plan in self.plans for fault in plan.faults()]
        if self.status >= 500:
            wrong.append(f"answered {self.status}")
        return wrong


@dataclass
class Walk:
    """All pages that were opened."""

    seen: list[Seen] = field(default_factory=list)

    def open(self, visitor: Visitor, address: str) -> Any:
        response, plans = visitor.open(address)
        self.seen.append(Seen(visitor, address, response.status_code, plans))
        return response

    def open_with_lists(self, visitor: Visitor, address: str) -> None:
        """The page, all that it offers to choose, to order and to look for, the page after each, and one from its middle."""
        response, path = self.open(visitor, address), address.partition("?")[0]
        offered = {
            *some_of(choices_of(response)),
            *(f"?{urlencode({'q': term})}" for term in TERMS if _has_search(address, response)),
        }
        deep = {deep_page(response)} - {""}
        for query in sorted(offered | deep):
            response = self.open(visitor, path + query)
            for further in sorted(next_pages(response) - offered - deep):
                self.open(visitor, path + further)

    def open_with_next(self, visitor: Visitor, address: str) -> None:
        """A list for programs, and what follows it."""
        further = next_cursor(self.open(visitor, address))
        if further:
            self.open(visitor, further)

    def opened(self, prefix: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.address.startswith(prefix)]

    def using(self, index: str) -> list[Seen]:
        return [seen for seen in self.seen if any(index in plan.indexes for plan in seen.plans)]


def choices_of(response: Any) -> set[str]:
    """Links of a page to itself with something chosen."""
    return {html.unescape(found) for found in re.findall(r'href="(\?[^"#]+)"', _text(response))}


def some_of(choices: set[str]) -> set[str]:
    """Of CHOICES that differ in the value of one parameter alone, as many as MOST_VALUES, from all over their order: PostgreSQL
    sees the same query with another constant in it."""
    alike: dict[str, list[str]] = defaultdict(list)
    for choice in sorted(choices):
        alike[re.sub(r"=[^&=]*$", "", choice)].append(choice)
    return {choice for values in alike.values() for choice in values[:: -(-len(values) // MOST_VALUES)]}


def next_pages(response: Any) -> set[str]:
    return {html.unescape(found) for found in re.findall(r'href="(\?[^"]+)" rel="next"', _text(response))}


def _has_search(address: str, response: Any) -> bool:
    """Whether there is a form that looks for something on this very page."""
    forms = re.findall(r"<form([^>]*)>(.*?)</form>", _text(response), re.DOTALL)
    actions = [re.search(r'action="([^"]*)"', tag) for tag, inside in forms if 'name="q"' in inside]
    return any(action is None or action[1] == address for action in actions)


def _text(response: Any) -> str:
    is_page = "text/html" in response.headers.get("Content-Type", "") and not response.streaming
    return response.content.decode() if is_page else ""


def for_persons() -> list[str]:
    """Addresses of the pages for strangers and members."""
    found = [
        reverse(name, kwargs={key: value() for key, value in EXAMPLES.get(name, {}).items()})
        for name, _arguments in pages_for_persons()
    ]
    return sorted(set(found))


def pages_for_persons() -> Iterator[tuple[str, list[str]]]:
    """The name of each, and the arguments for which it needs an example."""
    for name, route, _view in patterns():
        if not name.startswith(("admin:", "api:", "headless:", "app_")) and name not in NO_LISTS | NOT_WALKED:
            yield name, re.findall(r"<(?:\w+:)?(\w+)>", route)


def office_lists() -> list[str]:
    return [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry]


def office_pages() -> Iterator[str]:
    """The desk, every list, and the page and the history of the newest record of each kind."""
    yield reverse("admin:index")
    yield from office_lists()
    # The Secretary's table: its further filters are offered within a cycle alone, and read that cycle, never the table.
    yield f"{reverse('admin:awards_nomination_changelist')}?cycle={QUIET_CYCLE}"
    for model in admin.site._registry:
        newest = model._default_manager.order_by("pk").last()
        for name in ("change", "history") if newest else ():
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=[newest.pk])


def deep_page(response: Any) -> str:
    """A page of an office list from the middle of it, which costs what the first one does."""
    rows = (getattr(response, "context_data", None) or {}).get("cl")
    if rows is None or not rows.next_url:
        return ""
    return rows.address_after(rows.queryset.order_by(*rows.order)[rows.queryset.count() // 2])


def for_programs() -> Iterator[str]:
    """Every list of the API with every value of every filter, as its own schema names them."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    for path, verbs in schema["paths"].items():
        if "get" not in verbs or "{" in path or not path.startswith("/api/v1/"):
            continue
        yield path
        for parameter in verbs["get"].get("parameters", []):
            for value in _values(parameter):
                yield f"{path}?{urlencode({parameter['name']: value})}"


def _values(parameter: dict[str, Any]) -> list[str]:
    shape = parameter.get("schema", {})
    if parameter["in"] != "query" or parameter["name"] == "cursor":
        return []
    if "enum" in shape.get("items", shape):
        return [str(value) for value in shape.get("items", shape)["enum"]]
    if shape.get("type") == "boolean":
        return ["true", "false"]
    if shape.get("type") == "integer":
        return ["2"]
    if shape.get("format") in ("date", "date-time"):
        return ["2020-03-01" if shape["format"] == "date" else "2020-03-01T00:00:00Z"]
    return ["summer7", "given7"]


def next_cursor(response: Any) -> str:
    body = response.json() if response.headers.get("Content-Type", "").startswith("application/json") else {}
    return (body.get("next") or "") if isinstance(body, dict) else ""
