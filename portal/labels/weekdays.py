"""Words for the days on which problems are pushed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

PUSH_DAYS: dict[int | None, LazyString] = {
    0: _("每个工作日"),
    1: p("weekday", "每周一"),
    2: p("weekday", "每周二"),
    3: p("weekday", "每周三"),
    4: p("weekday", "每周四"),
    5: p("weekday", "每周五"),
}
"""By the number that a plan or a unit holds."""
