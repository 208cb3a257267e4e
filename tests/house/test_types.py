"""How often an annotation says nothing: `Any` where a type belongs. The number may only fall.

The ceiling is what is there today. Whoever takes some away lowers it in the same commit; nobody raises it.
"""

import ast

from tests.house.test_fences import ROOT, sources

MOST_ANY = 757


def annotations() -> list[tuple[str, ast.expr]]:
    """Every annotation in the product, with the name of the argument or variable that it is about ("" for a result)."""
    found: list[tuple[str, ast.expr | None]] = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(), str(path.relative_to(ROOT)))):
            if isinstance(node, ast.arg):
                found.append((node.arg, node.annotation))
            elif isinstance(node, ast.AnnAssign):
                found.append((getattr(node.target, "id", ""), node.annotation))
            elif isinstance(node, ast.FunctionDef):
                found.append(("", node.returns))
    return [(name, annotation) for name, annotation in found if annotation is not None]


def count_any(annotation: ast.expr) -> int:
    return sum(isinstance(part, ast.Name) and part.id == "Any" for part in ast.walk(annotation))


def test_any_only_falls() -> None:
    assert sum(count_any(annotation) for _, annotation in annotations()) <= MOST_ANY


def test_who_does_it_is_a_person() -> None:
    """An action that takes anything as its doer finds out too late that it was a stranger."""
    assert [
        ast.unparse(annotation) for name, annotation in annotations() if name == "by" and count_any(annotation)
    ] == []
