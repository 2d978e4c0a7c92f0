"""Sentences of checks of self-evaluations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "check.score.over": _(
        "“%(name)s”核查得分 %(score)s 超过分值 %(weight)s。得分不得突破分值上限，请改为不超过 %(weight)s 的"
        "数。"
    ),
    "check.execution.over": _(
        "预算执行核查得分 %(score)s 超过分值 %(weight)s。请改为不超过 %(weight)s 的数。"
    ),
    "check.score.missing": _(
        "“%(name)s”填写了核查值，但没有核查得分。请填写得分；与自评一致的，填写自评得分。"
    ),
    "check.note.missing": _(
        "“%(name)s”核查得分 %(score)s 与自评得分 %(declared)s 不同。请在核查说明中写明改动的依据。"
    ),
    "check.nothing_checked": _(
        "还没有核查任何内容。请至少核查一项指标或预算执行情况，或写明一条发现的问题，再办结检查。"
    ),
    "check.conclusion.missing": _("请填写检查结论，再办结检查。"),
    "check.finding.text_missing": _("请写明问题。不需要这条问题的，请勾选“删除这条问题”。"),
    "check.finding.ordered": _(
        "这条问题已起草过整改通知书,不能删除。请取消勾选“删除这条问题”,需要更正的在问题描述中写明。"
    ),
}
