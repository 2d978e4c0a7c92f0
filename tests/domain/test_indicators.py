"""The door to indicator values: every target of the sector library is understood."""

from __future__ import annotations

from portal.domain import indicators


def test_the_door_offers_what_it_lists() -> None:
    assert all(hasattr(indicators, name) for name in indicators.__all__)
    assert sorted(indicators.__all__) == sorted(set(indicators.__all__))


def test_a_target_goes_from_the_keyboard_to_the_form_and_is_compared() -> None:
    target = indicators.parse_value("不低于 85 %", indicators.Level2.QUALITY)
    assert indicators.compose_value(target) == "≥85%"
    assert indicators.meets(target, indicators.parse_value("86.5")) is True
    assert indicators.check_value(
        target, indicators.Level1.OUTPUT, indicators.Level2.QUALITY, "养殖动物成活率", "indicators.0"
    ) == []  # fmt: skip
