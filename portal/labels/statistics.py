"""Words for the breakdowns of statistics."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.statistics import Dimension

DIMENSION: dict[StrEnum, LazyString] = {
    Dimension.PLACE: p("word", "按地区"),
    Dimension.STAGE: p("word", "按阶段"),
    Dimension.FUND: p("word", "按资金"),
    Dimension.DEPARTMENT: p("word", "按部门"),
    Dimension.TYPE: p("word", "按类型"),
    Dimension.LIGHT: p("word", "按预警"),
    Dimension.RECTIFICATION: p("word", "按整改"),
}
