"""Words of concentrated reviews (集中审核) and their samples."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

from portal.domain.concentrated import ConcentratedStatus, Outcome, Scale, Standing
from portal.domain.flows.concentrated import ConcentratedAction
from portal.domain.sampling import Strata

Labels = dict[StrEnum, LazyString]

CONCENTRATED_STATUS: Labels = {
    ConcentratedStatus.OPEN: p("status", "审核中"),
    ConcentratedStatus.CONCLUDED: p("status", "已办结"),
    ConcentratedStatus.CANCELLED: p("status", "已取消"),
}
CONCENTRATED_ACTION: Labels = {
    ConcentratedAction.CONCLUDE: _("办结集中审核"),
    ConcentratedAction.CANCEL: _("取消集中审核"),
}
OUTCOME: Labels = {
    Outcome.EXCELLENT: p("grade", "优"),
    Outcome.GOOD: p("grade", "良"),
    Outcome.FAIR: p("grade", "中"),
    Outcome.POOR: p("grade", "差"),
    Outcome.CLEAR: p("outcome", "无问题"),
    Outcome.FAULTY: p("outcome", "有问题"),
}
SCALE: Labels = {
    Scale.GRADES: _("优、良、中、差"),
    Scale.PROBLEMS: _("无问题、有问题"),
}
STANDING: Labels = {
    Standing.APPROVED: _("已审核通过的"),
    Standing.WAITING: _("正在审核的"),
    Standing.BOTH: _("已通过和正在审核的"),
}
STRATA: Labels = {
    Strata.NONE: p("strata", "不分层"),
    Strata.PREFECTURE: _("按地州市分层"),
    Strata.COUNTY: _("按县市区分层"),
}
