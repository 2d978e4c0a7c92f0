"""An approved target of the own project, and rounds and self-evaluations upon it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from portal import clock
from portal.domain.evaluation_scores import EvaluationEntry
from portal.domain.evaluation_scores import MoneyEntry as YearMoney
from portal.domain.evaluation_scores import RowEntry as Result
from portal.domain.filings import FilingStatus, Likelihood
from portal.domain.indicators import Level2
from portal.domain.monitoring_checks import MoneyEntry, RoundEntry, RowEntry
from portal.models import Filing, Payment
from portal.services import filings, targets
from portal.services.targets import TargetEntry
from tests.factories import World, target_row

WAN = 1_000_000
IN_MAY = date(2020, 5, 20)
IN_JULY = date(2020, 7, 10)
IN_WINTER = date(2020, 12, 20)


TARGET = TargetEntry(
    "2020年10月底前硬化村内道路12公里,惠及120户480人,改善出行条件。",
    (
        target_row(Level2.QUANTITY, "硬化道路里程", "≥12公里", 4000),
        target_row(Level2.TIMELINESS, "项目完工时限", "2020年10月底前", 1000),
        target_row(Level2.SOCIAL, "受益建档立卡贫困人口数", "≥480人", 2000),
        target_row(Level2.SUSTAINABILITY, "出行条件改善", "显著提升", 1000),
        target_row(Level2.USER_SATISFACTION, "受益贫困人口满意度", "≥95%", 1000),
    ),
)
"""Its rows are k2, k3, k1 (the core indicator that a form begins with), k4 and k5, in the order of the form."""


def approved_target(session: Session, world: World, name: str = "own", entry: TargetEntry = TARGET) -> Filing:
    """The target of a project, approved and in effect; 40 万元 of 100 were paid in March."""
    filing = world.filing(session, name)
    targets.save(session, world.actor(session, "unit"), filing, entry)
    approve(session, filing)
    filing.project.payments.append(Payment(paid_on=date(2020, 3, 20), amount_fen=40 * WAN))
    session.flush()
    session.refresh(filing.project)
    return filing


def approve(session: Session, filing: Filing) -> None:
    """Let a filing be approved, as the last level does."""
    filing.status, filing.waiting_level, filing.approved_at = FilingStatus.APPROVED, None, clock.now()
    filings.approved(session, filing)
    session.flush()


ROUND = RoundEntry(
    money=MoneyEntry(40 * WAN, 0, 100 * WAN, 0),
    rows=(
        RowEntry("k2", "5公里", "12公里", Likelihood.CERTAIN),
        RowEntry("k3", "40%", "2020年10月", Likelihood.CERTAIN),
        RowEntry("k1", "200人", "480人", Likelihood.CERTAIN),
        RowEntry("k4", "已方便2个村", "显著提升", Likelihood.CERTAIN),
        RowEntry("k5", "96%", "96%", Likelihood.CERTAIN),
    ),
    summary="按计划推进。",
)
"""A round without a finding."""

RESULT = EvaluationEntry(
    money=YearMoney(100 * WAN, 0, 95 * WAN, 0),
    rows=(
        Result("k2", "12公里"),
        Result("k3", "2020年9月"),
        Result("k1", "480人"),
        Result("k4", "三个村出行明显方便", 9000),
        Result("k5", "96%"),
    ),
    achievement="已于9月完成12公里道路硬化,480人受益。",
)
"""A self-evaluation of 98.50 points without a finding, once 95 万元 are paid."""


def pay_rest(session: Session, filing: Filing) -> None:
    """Bring the payments of the year to 95 万元."""
    filing.project.payments.append(Payment(paid_on=date(2020, 11, 20), amount_fen=55 * WAN))
    session.flush()
    session.refresh(filing.project)
