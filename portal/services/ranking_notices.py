"""Who hears of a ranking: the bureaus of the places ranked, and the center of an objection."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.roles import Level, Role, UnitKind
from portal.models import Ranking, RankingObjection, Unit
from portal.services import notices


def _said(ranking: Ranking) -> dict[str, str | int]:
    until = ranking.objections_until
    return {
        "year": ranking.plan.year,
        "table": ranking.level.value,
        "number": ranking.number,
        "day": ranking.as_of.isoformat(),
        "until": until.isoformat() if until else "",
    }


def tell_places(session: Session, ranking: Ranking, code: str) -> None:
    """Tell the bureaus of all places that stand in the table, with or without a place, and have projects."""
    places = [row.code for row in ranking.rows if row.projects]
    units = session.scalars(
        select(Unit.id).where(
            Unit.region_code.in_(places), Unit.kind == UnitKind.FINANCE_BUREAU, Unit.level != Level.REGION
        )
    )
    notices.tell(session, set(units), Role.REVIEWER, code, f"ranking:{ranking.id}", _said(ranking))


def tell_center(session: Session, objection: RankingObjection) -> None:
    """Tell the unit that drew the table up that an objection lies before it."""
    ranking = objection.ranking
    said = {**_said(ranking), "place_zh": objection.row.name_zh, "place_ug": objection.row.name_ug}
    notices.tell(session, {ranking.unit_id}, Role.CENTER, "ranking.object", f"ranking:{ranking.id}", said)


def tell_answer(session: Session, objection: RankingObjection, code: str) -> None:
    """Tell the unit that objected what became of it."""
    said = {**_said(objection.ranking), "reply": objection.reply}
    notices.tell(
        session, {objection.unit_id}, Role.REVIEWER, code, f"ranking:{objection.ranking_id}", said
    )  # fmt: skip
