"""Sentences of periodic reports: what stands against a step, and what their readers are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "report.period.ahead": _("报告期从 %(day)s 开始,现在还没有数据。请选择已经开始的报告期。"),
    "report.period.unknown": _("没有选择报告期。请在列表中选择一个报告期。"),
    "report.unfinished": _("这个报告期还有一份没有签发的报告。请在那份报告上继续,或先把它作废。"),
    "report.text.empty": _("这里不能空白。请填写文字,没有情况的写明没有,或恢复自动生成的文字。"),
    "report.text.long": _("文字共 %(count)s 字,超过上限 %(most)s 字。请精简。"),
    "report.mark.unknown": _("没有名为“%(word)s”的数据标记。请从下面的数据标记表中复制,或删去这个标记。"),
    "report.mark.torn": _("有一个方括号不成对。请补全或删去,使每个数据标记的两边都有方括号。"),
    "report.section.empty": _("“%(section)s”没有文字。请填写两种文字,或恢复自动生成的文字。"),
    "report.section.one_language": _(
        "“%(section)s”只修改了一种文字,两种文字可能不一致。请同时修改另一种文字,或恢复自动生成的文字。"
    ),
    "report.signer.missing": _("请填写签发人姓名。"),
    "report.signed_on.missing": _("请填写签发日期。"),
    "report.signed_on.range": _(
        "签发日期 %(day)s 不在截止日期 %(as_of)s 和今天 %(today)s 之间。请按纸质报告上的日期填写。"
    ),
    "report.scan.missing": _("请选择已签字盖章报告的扫描件。"),
    "notice.report.sign": _("%(unit)s 已报送%(year)s年%(month)s月的月报(第 %(version)s 版),请查阅。"),
}
