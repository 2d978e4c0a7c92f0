"""Sentences of rectification orders."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "extension.reason.missing": _("请写明申请延期的理由。"),
    "extension.days.range": _("申请延长 %(days)s 个工作日,须在 1 至 %(most)s 个工作日之间。请重新填写。"),
    "extension.waiting": _("已有一份延期申请等待答复,请等候答复后再申请。"),
    "extension.answer.missing": _("请写明同意或不同意延期的理由。"),
    "pressure.words.missing": _("请写明督办、约谈或通报的内容。"),
    "order.problem.missing": _("请写明存在的问题，责任单位据此整改。"),
    "order.basis.missing": _("请写明依据，例如相关办法的文号和条款。"),
    "order.requirement.missing": _("请写明整改要求，即整改到什么程度才能销号。"),
    "order.text.long": _("这里共 %(length)s 字，最多 %(limit)s 字。请精简，详细材料可作为附件上传。"),
    "order.unit.none": _("该项目由下达单位自己实施和主管，没有可以下达的责任单位。请由上级财政部门下达。"),
    "order.unit.wrong": _(
        "责任单位须是该项目的实施单位、主管部门或所在地财政局，并且不能是下达单位自己。请重新选择。"
    ),
    "order.days.range": _("整改时限为 %(days)s 个工作日，须在 1 至 %(most)s 个工作日之间。请重新填写。"),
    "order.finding.taken": _("这条问题已有整改通知书 %(number)s，不必重复下达。请打开该通知书办理。"),
    "order.finding.drafted": _(
        "这条问题已由%(unit)s起草整改通知书，尚未下发，不必重复起草。请由%(unit)s修改并下发；改由其他单位下发的，请%(unit)s先撤销草稿。"
    ),
    "order.reply.missing": _("请写明采取的整改措施和结果。"),
    "order.reply.evidence": _("整改通知书要求报送佐证材料：%(evidence)s。请至少上传一个文件。"),
    "order.opinion.missing": _("请填写复核意见，说明问题已整改到位的依据，再销号。"),
}
