"""Sentences of exceptions from a round's date and of the locks that plans set."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "exception.reason.missing": _("请写明延期填报的理由,评价中心据此决定是否同意。"),
    "exception.day.missing": _("请选择延期到哪一天。"),
    "exception.day.early": _("%(day)s 太早。延期的日期应晚于本轮截止日期,且不早于今天,最早可填 %(first)s。"),
    "exception.round": _("请选择已开放的轮次。尚未开放的轮次不需要延期。"),
    "exception.unit": _("请选择您可以为其办理延期的单位。"),
    "exception.nothing_owed": _("“%(unit)s”在“%(round)s”没有尚未报送的填报件,不需要延期。"),
    "exception.waiting": _("该单位这一轮已有一份延期申请等待答复,请等待答复,不必重复申请。"),
    "exception.opinion.missing": _("请写明意见,评价中心据此决定。"),
    "exception.answer.missing": _("请写明答复意见,申请单位据此了解原因。"),
    "plan.lock.days": _("锁定的工作日数 %(days)s 不在 0 至 %(most)s 之间。请改正;不锁定的请留空。"),
    "plan.lock.from": _("请填写锁定规则自哪一天起执行,此前的日子不锁定。"),
    "plan.lock.basis": _("请填写锁定的依据,例如通知名称和文号。"),
}
