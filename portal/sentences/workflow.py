"""Sentences of moves, reviews and log-in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "move.reason.missing": _("请写明理由。退回、撤销等操作必须说明原因,对方才知道如何修改。"),
    "filing.target.not_approved": _(
        "该项目的绩效目标尚未审核通过,暂不能填报监控或自评。请先完成绩效目标的提交和审核。"
    ),
    "filing.round.not_open": _("本轮填报将于 %(opens)s 开放,请届时再填报。"),
    "filing.round.locked": _(
        "“%(round)s”的截止日期是 %(due)s,年度方案规定截止后 %(after)s 个工作日锁定,已于 %(last)s 24时锁定,不能再填报和首次提交。"
        "确需填报的,请申请延期填报,评价中心同意后即可在准予的期限内填报。"
    ),
    "filing.problems.hard": _("还有 %(count)s 处必须修改的问题,修改后才能提交。请查看问题清单并逐条改正。"),
    "filing.problems.unanswered": _("还有 %(count)s 处提醒需要说明理由。请逐条修改,或填写理由后再提交。"),
    "filing.accepted": _(
        "此件已由%(unit)s的%(person)s于 %(day)s 签收,审核期间下级不能撤回。需要修改的,请联系该单位解除签收或退回。"
    ),
    "filing.release.not_accepted": _("此件没有签收,不需要解除。"),
    "review.grade.missing": _("请对每条审核要点评定等级,系统据此计算综合等级。"),
    "review.grade.too_low": _("综合等级为中或差,不能通过。请退回并说明修改要求,或重新评定审核要点。"),
    "review.opinion.missing": _("请填写审核意见。"),
    "review.points.over": _("“%(criterion)s”得分 %(points)s 超过该项分值 %(limit)s,请改为不超过分值的数。"),
    "recording.code.missing": _("请填写动态监控系统中的项目编码。"),
    "recording.code.used": _("编码 %(code)s 已登记在另一个项目上,请核对动态监控系统中的编码。"),
    "recording.not_approved": _("只有审核通过的绩效目标才能登记录入,“%(project)s”尚未通过。"),
    "recording.date.future": _("录入日期 %(day)s 晚于今天,请填写实际录入的日期。"),
    "adjustment.reason.missing": _("请写明调整绩效目标的原因。"),
    "adjustment.open_exists": _(
        "该项目已有一份调整正在办理。请在那一份中修改并提交;它审核通过后,可以再发起新的调整。"
    ),
    "adjustment.target.not_approved": _(
        "该项目的绩效目标尚未审核通过,不能发起调整。请直接修改绩效目标并提交审核;正在审核的,请先撤回或由审核单位退回。"
    ),
    "nothing.reason.missing": _("确认“无进展可报”时必须说明原因。"),
}
