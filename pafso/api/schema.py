"""The description of the API, made from the code: what every address takes and answers, errors, tags and keys included."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent, force_instance
from rest_framework.fields import CharField

from pafso.text.folding import HIDDEN
from pafso.web.problems import CONTENT_TYPE, TITLES

from .pagination import Pages
from .scopes import scope_of
from .views import Door, ListDoor

Node = dict[str, Any]  # a piece of JSON, of whatever depth

FIELDS = _("Only these fields, separated by commas: code,state")
IF_MATCH = _("The ETag of what you have read. Without it you get 428; if it has changed since, 412.")
IF_NONE_MATCH = _("The ETag of the answer that you have. If nothing has changed, it is not sent again (304).")
KEY = _(
    "Your own key for this request, such as a UUID. If you send it again within 24 hours, you get the same answer and nothing is created twice."
)
TAG = _("The version of this answer. Send it as If-Match with a change.")
WAIT = _("Seconds to wait.")
REPLAYED = _("true: this was already created, and this is the answer that was given then.")
ON_CHANGE = (409, 415, 422)
SEEN = rf"[^\s\u0000-\u001f\u007f-\u009f{HIDDEN}]"


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "members.tokens.authentication.Bearer"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> Node:
        scheme: Node = {"type": "http", "scheme": "bearer"}
        scheme["description"] = str(_("A personal token, or the session token of an app in which a person logged in."))
        return scheme


class Description(AutoSchema):
    """What spectacular reads from views and serializers, with what every address of ours has."""

    view: Door  # type: ignore[override]  # what is none is described as spectacular would

    def get_description(self) -> str:  # type: ignore[override]  # spectacular's own has no arguments either
        """What a view says in `extend_schema`; docstrings are for us, in one language."""
        return ""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> Node | None:
        operation: Node | None = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is None or not isinstance(self.view, Door):
            return operation
        operation["parameters"] = [*operation.get("parameters", []), *self._headers_sent()]
        for status, answer in operation["responses"].items():
            self._describe_answer(answer, int(status))
        if self._has_item() and self.method == "GET":
            operation["responses"]["304"] = {"description": str(IF_NONE_MATCH), "headers": _header("ETag", TAG)}
        operation["responses"] |= {str(status): self._refusal(status) for status in self._refusals()}
        if scope := scope_of(type(self.view), self.method):
            operation["x-scope"] = scope
        return operation

    def _get_serializer_field_meta(self, field: object, direction: str) -> Node:
        """Words that may not be left out hold a letter that one sees: what nobody sees is taken out before a field reads them."""
        meta: Node = super()._get_serializer_field_meta(field, direction)
        return {**meta, "pattern": SEEN} if type(field) is CharField and "minLength" in meta else meta

    def get_override_parameters(self) -> list[Any]:
        """The list's filters; `extend_schema(parameters=…)` comes on top."""
        view = self._list()
        return [view.filters] if view and view.filters().fields else []

    def _get_parameters(self) -> list[Node]:
        parameters: list[Node] = super()._get_parameters()
        for parameter in parameters:
            if parameter["name"] == "page_size":
                parameter["schema"] |= {"minimum": 1, "maximum": Pages.max_page_size}
        if view := self._list():
            parameters.append(_fields(view))
        return parameters

    def _get_request_for_media_type(self, serializer: object, direction: str = "request") -> tuple[Node, bool]:
        """A PATCH takes its body whole, unless the view says partial=True; spectacular holds every PATCH for partial."""
        schema, is_required = super()._get_request_for_media_type(serializer, direction)
        one = force_instance(serializer)
        if self.method != "PATCH" or one.partial:
            return schema, is_required
        component = self.registry[schema["$ref"].rsplit("/", 1)[1], ResolvedComponent.SCHEMA]
        component.schema.pop("required", None)  # an empty list of them is no JSON Schema
        if required := [name for name, field in one.fields.items() if field.required]:
            component.schema["required"] = required
        return schema, True

    def _headers_sent(self) -> Iterator[Node]:
        if self.method in {"PUT", "PATCH", "DELETE"}:
            yield _parameter("If-Match", "header", IF_MATCH, required=True)
        elif self.method == "GET" and self._has_item():
            yield _parameter("If-None-Match", "header", IF_NONE_MATCH)
        elif self._makes_a_row():
            yield _parameter("Idempotency-Key", "header", KEY, pattern="^[!-~]{1,200}$")

    def _describe_answer(self, answer: Node, status: int) -> None:
        if self._has_item() and status in {200, 201}:
            answer.setdefault("headers", {}).update(_header("ETag", TAG, required=True))
        if self._makes_a_row() and status == 201:
            answer.setdefault("headers", {}).update(_header("Idempotency-Replayed", REPLAYED))

    def _refusals(self) -> Iterator[int]:
        yield from (400, 401, 403, 406, 429)
        if "{" in self.path or self._list() or self._makes_a_row():
            yield 404
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            yield from ON_CHANGE
        if self.method in {"POST", "PUT", "PATCH"}:
            yield 413
        if self.method in {"PUT", "PATCH", "DELETE"}:
            yield from (412, 428)

    def _refusal(self, status: int) -> Node:
        component = ResolvedComponent("Problem", ResolvedComponent.SCHEMA, object="Problem", schema=PROBLEM)
        self.registry.register_on_missing(component)
        answer: Node = {
            "description": str(TITLES[status][0]),
            "content": {CONTENT_TYPE: {"schema": component.ref}},
        }
        if status == 429:
            answer["headers"] = _header("Retry-After", WAIT)
        return answer

    def _list(self) -> ListDoor | None:
        view = self.view
        return view if isinstance(view, ListDoor) and self.method == "GET" and view.is_list else None

    def _has_item(self) -> bool:
        return self.view.shows_item and not self._list() and self.method != "DELETE"

    def _makes_a_row(self) -> bool:
        method = getattr(self.view, getattr(self.view, "action", None) or self.method.lower(), None)
        return getattr(method, "makes_a_row", False)


WORD = {"type": "string"}
PROBLEM: Node = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": WORD,
        "status": {"type": "integer"},
        "detail": WORD,
        "code": WORD,
        "message": WORD,
        "fields": {"type": "object", "additionalProperties": {}},
    },
    "required": ["type", "title", "status", "detail", "code", "message"],
}


def close(result: Node, **_context: object) -> Node:
    """After spectacular: an object has the members that are named and no others, and an item of a list that takes ``fields``
    need not have all of them."""
    components = result["components"]["schemas"]
    for name, component in list(components.items()):
        component.pop("description", None)  # our docstring
        if component.get("type") == "object" and "properties" in component:
            component.setdefault("additionalProperties", False)
        if name.startswith("Paginated"):
            of_one = component["properties"]["results"]["items"]["$ref"].rsplit("/", 1)[1]
            some = {key: value for key, value in components[of_one].items() if key not in {"required", "description"}}
            components[f"{of_one}InList"] = {**some, "additionalProperties": False}
            component["properties"]["results"]["items"] = {"$ref": f"#/components/schemas/{of_one}InList"}
            component["required"] = ["next", "previous", "results"]
    _tidy(result)
    return result


def described() -> Node:
    """The whole description in the language in use; made once a language in each process."""
    return _described(get_language() or "en")


@lru_cache(maxsize=2)
def _described(language: str) -> Node:
    with override(language):
        found: Node = SchemaGenerator().get_schema(request=None, public=True)
    return found


def _fields(view: ListDoor) -> Node:
    """The names that may be chosen, written with commas between them."""
    names = list(view.get_serializer_class()().fields)  # type: ignore[attr-defined]
    chosen = {"type": "array", "items": {"type": "string", "enum": names}, "minItems": 1}
    return {**_parameter("fields", "query", FIELDS), "schema": chosen, "style": "form", "explode": False}


def _parameter(name: str, place: str, words: object, *, required: bool = False, **schema: str) -> Node:
    parameter: Node = {"name": name, "in": place, "description": str(words), "schema": {"type": "string", **schema}}
    return {**parameter, "required": True} if required else parameter


def _header(name: str, words: object, *, required: bool = False) -> Node:
    header: Node = {"description": str(words), "schema": {"type": "string"}}
    return {name: {**header, "required": True} if required else header}


def _tidy(node: object) -> None:
    """Take out what spectacular notes for its own later steps."""
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
        for value in node.values():
            _tidy(value)
    elif isinstance(node, list):
        for value in node:
            _tidy(value)
