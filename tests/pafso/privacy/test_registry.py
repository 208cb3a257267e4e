"""What apps register about people comes in one order, whatever order they load in."""

import pytest

from pafso.privacy import registry


def test_personal_data_and_erasures_come_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_personal_data", [])
    monkeypatch.setattr(registry, "_erasures", [])
    registry.register_personal_data(2, lambda user: registry.PersonalData("second", user, ()))
    registry.register_personal_data(1, lambda user: registry.PersonalData("first", user, ()))
    registry.register_erasure(2, lambda user, now: {"b": 1}, through=["x.Y.user"])
    registry.register_erasure(1, lambda user, now: {"a": 1})

    assert [(one.name, one.title) for one in registry.personal_data_of("somebody")] == [
        ("first", "somebody"),
        ("second", "somebody"),
    ]
    assert [sorted(one.through) for one in registry.erasures()] == [[], ["x.Y.user"]]
