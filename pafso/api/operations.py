"""The description as plain values, one for each method of each address: for the front page and the page of documentation."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from .schema import Node, described


@dataclass(frozen=True)
class Named:
    """A parameter or a member of a body: what it is called, what it is, and in a few words what for."""

    name: str
    kind: str
    words: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str
    description: str
    scope: str | None
    is_public: bool
    parameters: tuple[Named, ...]
    body: tuple[Named, ...]
    answer: tuple[Named, ...]
    statuses: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        return f"{self.method}-{self.path.strip('/')}".lower().replace("/", "-").replace("{", "").replace("}", "")


def operations() -> list[Operation]:
    """In the language in use, address by address."""
    return [
        _operation(method.upper(), path, operation)
        for path, methods in described()["paths"].items()
        for method, operation in methods.items()
    ]


def _operation(method: str, path: str, operation: Node) -> Operation:
    responses = operation["responses"]
    good: Node = next((answer for status, answer in responses.items() if status in {"200", "201"}), {})
    return Operation(
        method=method,
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        scope=operation.get("x-scope"),
        is_public={} in operation.get("security", []),
        parameters=tuple(_parameters(operation)),
        body=tuple(_members(operation.get("requestBody", {}))),
        answer=tuple(_members(good)),
        statuses=tuple((status, _status_words(status, answer)) for status, answer in sorted(responses.items())),
    )


def _parameters(operation: Node) -> Iterator[Named]:
    for found in operation.get("parameters", []):
        yield Named(found["name"], _kind(found["schema"]), found.get("description", ""), found.get("required", False))


def _members(holder: Node) -> Iterator[Named]:
    """The members of a body in JSON; of a page of a list, those of one row."""
    schema = _resolved(holder.get("content", {}).get("application/json", {}).get("schema", {}))
    if "results" in schema.get("properties", {}):
        schema = _resolved(schema["properties"]["results"]["items"])
    for name, member in schema.get("properties", {}).items():
        yield Named(name, _kind(member), member.get("description", ""), name in schema.get("required", []))


def _resolved(schema: Node) -> Node:
    if "allOf" in schema:
        return _resolved(schema["allOf"][0])
    if "$ref" not in schema:
        return schema
    return described()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]


def _kind(schema: Node) -> str:
    """The type as JSON names it, with the values where they are few."""
    schema = _resolved(schema)
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value != "")
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    return schema.get("format") or schema.get("type", "")


def _status_words(status: str, answer: Node) -> str:
    return answer.get("description") or HTTPStatus(int(status)).phrase
