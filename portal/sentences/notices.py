"""What notices say that the portal leaves by itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "notice.reminder.before": _(
        "%(thing)s %(count)s 件将于 %(due)s 到期,还有 %(days)s 个工作日,请抓紧办理。"
    ),
    "notice.reminder.due": _("%(thing)s %(count)s 件今天到期(%(due)s),请今天办理完毕。"),
    "notice.reminder.after": _("%(thing)s %(count)s 件已于 %(due)s 到期,逾期 %(days)s 个工作日,请立即办理。"),
    "notice.reminder.lock": _(
        "%(thing)s %(count)s 件将于 %(due)s 24时锁定,还有 %(days)s 个工作日,锁定后不能填报和首次提交,请抓紧报送或申请延期填报。"
    ),
    "notice.reminder.locked": _(
        "%(thing)s %(count)s 件已于 %(due)s 24时锁定,不能再填报和首次提交。确需填报的,请申请延期填报。"
    ),
    "notice.exception.ask": _("%(unit)s申请“%(round)s”延期填报至 %(wished)s,请办理。"),
    "notice.exception.endorse": _("上级已对%(unit)s“%(round)s”的延期填报申请提出意见,由评价中心决定。"),
    "notice.exception.grant": _("评价中心同意%(unit)s“%(round)s”延期填报至 %(until)s,请在该日24时前报送。"),
    "notice.exception.refuse": _("评价中心不同意%(unit)s“%(round)s”的延期填报申请。"),
    "notice.exception.withdraw": _("%(unit)s撤回了“%(round)s”的延期填报申请,不需要再办理。"),
    "notice.entry.register": _("%(unit)s在台账中登记了由本单位整改的问题,请于 %(due)s 前整改完毕。"),
    "notice.bulletin.pushed": _(
        "%(day)s 问题推送:逾期 %(overdue)s 件,新增 %(new)s 件,其他未销号 %(open)s 件,已销号 %(closed)s 件,请查阅并签收。"
    ),
    "notice.bulletin.quiet": _("%(day)s 问题推送:没有需要推送的问题。此后没有问题不再重复推送。"),
    "notice.announcement.due": _("通知公告“%(title)s”,请于 %(due)s 前办理,并签收。"),
    "notice.announcement.published": _("通知公告“%(title)s”,请查阅并签收。"),
    "notice.announcement.withdrawn": _("通知公告“%(title)s”已撤回,不再办理。"),
    "notice.job.done": _("批量打印“%(title)s”已完成,共 %(papers)s 份文书,请下载。"),
    "notice.job.failed": _("批量打印“%(title)s”没有完成,请打开查看原因,再重新申请。"),
    "notice.copy.send": _("%(unit)s抄送给本单位,供参阅,不需要办理。"),
    "notice.nudge.reader": _("%(unit)s催办:通知公告“%(title)s”尚未签收,请尽快查阅并签收。"),
    "notice.nudge.step": _("%(unit)s催办,请尽快办理。"),
    "notice.order.escalate": _(
        "整改通知书 %(number)s 应于 %(due)s 前整改完毕,已逾期 %(late)s 个工作日,请督促整改。"
    ),
}
