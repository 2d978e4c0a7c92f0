"""Sentences of concentrated reviews and their samples."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "sample.seed.missing": _("请填写抽样数。抽样数要在抽取前确定并公布,任何人都可以用它复核抽取结果。"),
    "sample.seed.long": _("抽样数有 %(length)s 个字,超过 %(limit)s 个字,请缩短。"),
    "sample.size.range": _(
        "抽取 %(size)s 件不符合条件:按所选分层至少抽取 %(least)s 件,最多 %(most)s 件。请填写这个范围内的数。"
    ),
}
