"""What the links of a chain say, the same on the page and on the sheet: the step, what it set, how long it took."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.domain.chains import LinkState
from portal.domain.reminders import StepKind
from portal.i18n import date_text, language
from portal.labels import event, label

_KINDS = {"order.escalate": "Rung", "order.remind": "StepKind"}


def step(action: str, detail: str) -> str:
    """What happened or is awaited; with the rung of the ladder or the kind of reminder."""
    kind = _KINDS.get(action)
    return f"{event(action)} · {label(detail, kind)}" if kind and detail else event(action)


def details(
    action: str, detail: str, asked: int | None, due: date | None, code: str | None = None
) -> list[str]:
    """What a step set or asked for, in whole sentences: a day with the rule it was counted by, working days."""
    day = date_text(due, code or language())
    match action:
        case "order.issue" if due and asked:
            return [due_words(day, asked)]
        case "order.extend_ask" if asked:
            return [_("申请延长 %(num)s 个工作日", num=asked)]
        case "order.extend_grant" if due:
            return [_("新的整改期限为 %(due)s", due=day)]
        case "order.remind" if asked and detail == StepKind.BEFORE:
            return [ngettext("距期限 %(num)s 个工作日", "距期限 %(num)s 个工作日", asked)]
        case "order.remind" if asked:
            return [ngettext("逾期 %(num)s 个工作日", "逾期 %(num)s 个工作日", asked)]
    return []


def due_words(day: str, working_days: int) -> str:
    """The day an order falls due with the rule that it was counted by."""
    return _("整改期限为 %(due)s（下达次日起第 %(days)s 个工作日，当日24时止）", due=day, days=working_days)


def taken(state: LinkState, days: int | None) -> str:
    """How many working days a step took, or has taken so far; empty where nothing came before it."""
    if days is None:
        return ""
    if state is LinkState.DONE:
        return ngettext("用时 %(num)s 个工作日", "用时 %(num)s 个工作日", days)
    return ngettext("已过 %(num)s 个工作日", "已过 %(num)s 个工作日", days)


def late(days: int) -> str:
    """How many working days past its day; empty in time."""
    return ngettext("逾期 %(num)s 个工作日", "逾期 %(num)s 个工作日", days) if days else ""
