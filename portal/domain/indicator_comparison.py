"""Actual against target: met or not, and how far. Nothing is compared across dimensions."""

from __future__ import annotations

from fractions import Fraction

from portal.domain.indicator_types import IndicatorValue, Operator
from portal.domain.indicator_units import convert


def actual_number(target: IndicatorValue, actual: IndicatorValue) -> Fraction | None:
    """Return the actual figure in the target's unit; None where either is no figure or the dimensions
    differ.
    """
    if target.number is None or actual.number is None or not (target.is_number and actual.is_number):
        return None
    return convert(actual.number, actual.unit, target.unit)


def compare(target: IndicatorValue, actual: IndicatorValue) -> int | None:
    """Return -1, 0 or 1 as the actual is below, at or above the target (for dates: before, within, after).

    None where they cannot be compared: a text, another dimension, or a period that straddles the date asked
    for.
    """
    figure = actual_number(target, actual)
    if figure is not None and target.number is not None:
        wanted = Fraction(target.number)
        return (figure > wanted) - (figure < wanted)
    return _compare_dates(target, actual)


def _compare_dates(target: IndicatorValue, actual: IndicatorValue) -> int | None:
    if target.date is None or actual.date is None or target.date_from is None or actual.date_from is None:
        return None
    yearless = target.yearless or actual.yearless
    due, done, since, begun = (
        (0, day.month, day.day) if yearless else (day.year, day.month, day.day)
        for day in (target.date, actual.date, target.date_from, actual.date_from)
    )
    if begun > due:
        return 1
    if done < since:
        return -1
    return 0 if done <= due else None


def meets(target: IndicatorValue, actual: IndicatorValue) -> bool | None:
    """Say whether the actual meets the target; None where that cannot be told from the values.

    A figure without a sign must be reached, as with ≥. A date must not be passed, whatever sign it carries,
    except for "from … on". A percentage beside a date is the share completed by then: 100 % meets it.
    """
    if target.is_date and actual.is_percent and actual.number is not None:
        return actual.number >= 100
    order = compare(target, actual)
    if order is None:
        return None
    if target.is_date:
        return order >= 0 if target.operator in (Operator.GE, Operator.GT) else order <= 0
    return {
        Operator.GE: order >= 0,
        Operator.GT: order > 0,
        Operator.LE: order <= 0,
        Operator.LT: order < 0,
        Operator.EQ: order == 0,
        Operator.NONE: order >= 0,
    }[target.operator]


def attainment(target: IndicatorValue, actual: IndicatorValue) -> Fraction | None:
    """Return actual/target (target/actual for ≤), uncapped; 1 for over-achievement lies above 1.

    The rule is that of the notes under the self-evaluation form (国办发〔2018〕35号 annex, 定量指标: ≥
    得分=权重×B/A, ≤ 得分=权重×A/B). None where the values cannot be compared, nothing can be divided, or a
    late date leaves no ratio. A date that is met counts 1, a percentage beside a date its own share.
    """
    if target.is_date:
        if actual.is_percent and actual.number is not None:
            return Fraction(actual.number) / 100
        return Fraction(1) if meets(target, actual) else None
    figure = actual_number(target, actual)
    if figure is None or target.number is None:
        return None
    wanted = Fraction(target.number)
    above, below = (wanted, figure) if target.operator.is_upper_bound else (figure, wanted)
    return above / below if below > 0 and above >= 0 else None
