"""Sentences of printing in bulk: what stands against a job."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "print.nothing": _(
        "没有可打印的文书。已报送的报表、已下发的整改通知和已签发的月报才能批量打印,请换一个地区、轮次或推送。"
    ),
    "print.push.missing": _("请选择一次问题推送。列表中还没有推送的,请改选其他打印内容。"),
    "print.many": _("共有 %(count)s 份文书,一次最多打印 %(most)s 份。请选择范围较小的地区分几次打印。"),
    "print.twice": _("同样的打印任务正在办理。请等它完成后下载,或者先取消它。"),
    "print.finished": _("这个打印任务已经结束,不能取消。需要时请重新提交。"),
}
