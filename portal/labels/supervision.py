"""Words for supervision: where rounds, orders and chains stand, what is pushed, handed on and left to do."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.bulletins import BulletinPart
from portal.domain.chains import LinkState, Phase
from portal.domain.handing import Belonging, HandoverState
from portal.domain.round_locks import RoundStanding

Labels = dict[StrEnum, LazyString]

ROUND_STANDING: Labels = {
    RoundStanding.FILED: p("status", "已报送"),
    RoundStanding.RETURNED: p("status", "退回修改"),
    RoundStanding.EXCEPTED: p("status", "延期中"),
    RoundStanding.LOCKED: p("status", "已锁定"),
    RoundStanding.LATE: p("status", "逾期未报"),
    RoundStanding.OPEN: p("status", "未到期"),
}

BULLETIN_PART: Labels = {
    BulletinPart.OVERDUE: p("part", "逾期未销号"),
    BulletinPart.NEW: p("part", "新增问题"),
    BulletinPart.OPEN: p("part", "尚未销号"),
    BulletinPart.CLOSED: p("part", "已经销号"),
}

PHASE: Labels = {
    Phase.FOUND: p("phase", "发现"),
    Phase.ISSUED: p("phase", "下发"),
    Phase.ACKNOWLEDGED: p("phase", "签收"),
    Phase.REPLIED: p("phase", "报送整改"),
    Phase.VERIFIED: p("phase", "复核"),
    Phase.CLOSED: p("phase", "销号"),
}
LINK_STATE: Labels = {
    LinkState.DONE: p("status", "已办"),
    LinkState.NOW: p("status", "正在办理"),
    LinkState.LATE: p("status", "逾期未办"),
    LinkState.WAITING: p("status", "尚未到"),
    LinkState.SKIPPED: p("status", "不再办理"),
}

STANDINGS: dict[str, LazyString] = {
    "on_time": p("standing", "期限内"),
    "near": p("standing", "临近期限"),
    "behind": p("standing", "进度滞后"),
    "overdue": p("standing", "已逾期"),
}
"""Words for where an open order stands against its day; with the shape beside it the colour never speaks alone."""

HANDOVER_STATE: Labels = {
    HandoverState.OPEN: p("status", "办理中"),
    HandoverState.DONE: p("status", "已完成"),
    HandoverState.CANCELLED: p("status", "已取消"),
}
BELONGING: Labels = {
    Belonging.HANDED: p("why", "转办给本人"),
    Belonging.DRAFTED: p("why", "本人起草"),
    Belonging.SOLE: p("why", "独任角色"),
}

THINGS: dict[str, LazyString] = {
    "filing": p("thing", "待填报的填报件"),
    "review": p("thing", "待审核的填报件"),
    "order": p("thing", "待整改的通知书"),
    "verify": p("thing", "待复核的整改"),
    "report": p("thing", "应报送的定期报告"),
}
"""Words for what people are reminded of."""

OPEN_THINGS: dict[str, LazyString] = {
    **THINGS,
    "record": _("待录入系统的绩效目标"),
    "light": p("thing", "待认定的预警"),
}
"""Words for what can be open without anybody who would act on it."""

WORK: dict[str, LazyString] = {
    "fill": p("button", "填报"),
    "mend": p("button", "修改"),
    "review": p("button", "审核"),
    "record": p("button", "登记录入"),
    "acknowledge": p("button", "签收"),
    "reply": p("button", "报送整改"),
    "verify": p("button", "复核"),
    "judge": p("button", "认定"),
    "read": p("nav", "集中审核"),
    "except": p("button", "办理延期"),
    "answer": p("button", "答复申诉"),
    "draft": _("起草整改通知书"),
}
"""Words for what is to be done with each thing that passes to another: tasks of the to-do list, and a draft."""
