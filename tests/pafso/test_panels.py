"""Pages that gather from every app."""

import pytest
from django.test import RequestFactory

from pafso import panels


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_panels", {})


def test_panels_come_in_their_order_and_may_stay_away(registry: None) -> None:
    panels.add("home", 20, lambda request: {"n": 2}, "two.html")
    panels.add("home", 10, lambda request: {"n": 1}, "one.html")
    panels.add("home", 15, lambda request: None, "away.html")
    panels.add("desk", 1, lambda request: {}, "desk.html")

    found = panels.panels_for("home", RequestFactory().get("/"))

    assert found == [panels.Panel("one.html", {"n": 1}), panels.Panel("two.html", {"n": 2})]
    assert panels.panels_for("nowhere", RequestFactory().get("/")) == []
