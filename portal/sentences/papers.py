"""Sentences of issued papers: what stands against revoking one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "paper.revoked": _("这份文书已经作废,不必再作废。"),
    "paper.reason.missing": _("请填写作废原因。查验这份文书的人都会看到。"),
    "paper.reason.long": _("作废原因有 %(count)s 个字,最多 %(most)s 个字。请缩短后再提交。"),
}
