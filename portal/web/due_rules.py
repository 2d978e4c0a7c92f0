"""Why a date is the date: the rule behind each due date in words, for whoever meets the date on a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from portal.domain.filings import FilingStatus
from portal.domain.lifecycle import DeadlineKind
from portal.domain.round_locks import exception_behind, locks_on
from portal.i18n import date_text, named
from portal.models import Filing, Order, Round


@dataclass(frozen=True, slots=True)
class Why:
    """The rule behind a date. basis: the source as the plan quotes it, in Chinese; exception: id of the exception that
    moved the date; lock: what is said of the round's lock; certain is False where a year without a calendar was
    counted Monday to Friday."""

    text: str
    basis: str = ""
    exception: int | None = None
    lock: str = ""
    certain: bool = True


def why_filing(filing: Filing) -> Why:
    """Behind the date that holds for whoever has the filing now; needs its round."""
    if filing.turn_due_on is not None and filing.status is not FilingStatus.DRAFT:
        return Why(_turn(filing.turn_rule), certain=filing.turn_certain)
    found = why_round(filing.round)
    identity = exception_behind(filing.due_rule)
    if identity is not None:
        text = _(
            "评价中心同意延期填报至 %(until)s,原截止日期是 %(due)s。",
            until=date_text(filing.due_on),
            due=date_text(filing.round.due_on),
        )
        found = replace(found, text=text, exception=identity)
    last = locks_on(filing.round.open_until, filing.due_on, filing.due_rule)
    counts = filing.first_submitted_at is None and filing.adjustment_no == 0
    lock = lock_text(filing.round.lock_days, last) if last is not None and counts else ""
    return replace(found, lock=lock, certain=filing.round.lock_certain or not lock)


def why_round(of: Round) -> Why:
    """Behind a round's due date and lock."""
    lock = lock_text(of.lock_days, of.open_until) if of.open_until is not None else ""
    text = _("年度方案规定的“%(round)s”截止日期,至当日24时。", round=named(of))
    return Why(text, of.basis, lock=lock, certain=of.lock_certain or not lock)


def lock_text(days: int | None, last: date | None) -> str:
    """The lock of a round in words."""
    return _(
        "截止后 %(days)s 个工作日锁定:%(last)s 24时起不能填报和首次提交。", days=days, last=date_text(last)
    )


def round_lock(of: Round) -> str:
    """The lock of a round in words, for those who read the plan."""
    return (
        lock_text(of.lock_days, of.open_until) if of.open_until is not None else _("不锁定,逾期后仍可填报。")
    )


def _turn(rule: str) -> str:
    """ "review:5:2020-06-22" in words; a turn begun before rules were kept says what is known."""
    kind, days, start = [*rule.split(":"), "", ""][:3]
    if kind not in (DeadlineKind.REVIEW, DeadlineKind.MENDING):
        return _("按年度方案规定的办理时限计算,起算日当时没有记录。")
    said = {"days": days, "start": date_text(date.fromisoformat(start))}
    if kind == DeadlineKind.REVIEW:
        return _("审核时限:自 %(start)s 到达本级起 %(days)s 个工作日(年度方案参数),当日不计。", **said)
    return _(
        "修改时限:自 %(start)s 退回起 %(days)s 个工作日(年度方案参数),当日不计;本轮截止日期更晚的,以截止日期为准。",
        **said,
    )


def why_order(order: Order) -> Why | None:
    """Behind an order's due date; None before it is issued."""
    if order.issued_on is None:
        return None
    said = {"days": order.working_days, "start": date_text(order.issued_on)}
    given = [asked for asked in order.extensions if asked.granted]
    if given:
        more = {"more": given[-1].working_days, "before": date_text(given[-1].due_before)}
        text = _(
            "整改时限:自 %(start)s 下达起 %(days)s 个工作日,当日不计;经同意自原期限 %(before)s 起延长 %(more)s 个工作日。",
            **said,
            **more,
        )
    else:
        text = _("整改时限:自 %(start)s 下达起 %(days)s 个工作日,当日不计。", **said)
    return Why(text, certain=order.due_certain)
