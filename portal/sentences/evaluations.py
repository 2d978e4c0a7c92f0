"""Sentences on the judged share of a self-evaluation: results in words, and dates that were missed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "evaluation.attained.late_missing": _(
        "“%(name)s”于 %(text)s 完成,晚于目标 %(target)s。请选择达成程度并填写百分比,再说明未按期完成的原因。"
    ),
    "evaluation.attained.out_of_band": _(
        "“%(name)s”填写的 %(share)s%% 不在所选达成程度的 %(lower)s%% 至 %(upper)s%% 之间。"
        "请改填区间内的百分比,或改选达成程度。"
    ),
    "evaluation.attained.above_hundred": _(
        "“%(name)s”的达成程度 %(share)s%% 超过 100%%。请填写 0 至 100 之间的百分比。"
    ),
}
