"""Which fund a project's releases come out of: by the number of the document, or as somebody has chosen.

A fund serves the projects of its own place and level. What is given out of it never exceeds it: whoever would do so is
told by how much, and what mends it. Nothing here commits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.funds import document_key
from portal.domain.money import format_wan
from portal.domain.problems import Problem
from portal.models import Fund, Project, Release


class Typed(Protocol):
    """A release as typed."""

    @property
    def document_no(self) -> str:
        """Number of the document."""

    @property
    def amount_fen(self) -> int:
        """Amount in fen."""

    @property
    def fund_id(self) -> int | None:
        """The fund that was chosen, if one was."""


def _same_place(project: Project) -> ColumnElement[bool]:
    return (
        (Fund.region_code == project.region_code)
        & (Fund.owner_level == project.owner_level)
        & (
            Fund.division_id.is_(None)
            if project.division_id is None
            else Fund.division_id == project.division_id
        )
    )


def of_place(session: Session, project: Project) -> Sequence[Fund]:
    """Funds that a project's money can come out of, of its own year first: what was carried over counts too."""
    found = session.scalars(
        select(Fund).where(_same_place(project)).order_by(Fund.plan_id.desc(), Fund.id)
    ).all()
    return sorted(found, key=lambda fund: fund.plan_id != project.plan_id)


def assign(
    session: Session, project: Project, releases: Sequence[Typed]
) -> tuple[list[int | None], list[Problem]]:
    """The fund of each release as typed, and what stands against it: another place's fund, or one that is exceeded."""
    offered = {fund.id: fund for fund in of_place(session, project)} if releases else {}
    by_key: dict[str, list[int]] = defaultdict(list)
    for fund in offered.values():
        if fund.plan_id == project.plan_id:
            by_key[document_key(fund.document_no)].append(fund.id)
    chosen: list[int | None] = []
    found: list[Problem] = []
    for number, release in enumerate(releases):
        alike = by_key.get(document_key(release.document_no), [])
        # One document may bring money of several sources: then somebody has to say of which.
        fund_id = release.fund_id or (alike[0] if len(alike) == 1 else None)
        if fund_id is not None and fund_id not in offered:
            found.append(Problem(f"releases.{number}", "project.release.foreign_fund"))
            fund_id = None
        chosen.append(fund_id)
    return chosen, found + _exceeded(session, project, offered, chosen, releases)


def _exceeded(
    session: Session,
    project: Project,
    offered: dict[int, Fund],
    chosen: Sequence[int | None],
    releases: Sequence[Typed],
) -> list[Problem]:
    used = sorted({fund_id for fund_id in chosen if fund_id is not None})
    elsewhere = _given(session, used, project.id)
    found = []
    for fund_id in used:
        fund = offered[fund_id]
        mine = [n for n, held in enumerate(chosen) if held == fund_id]
        here, others = sum(releases[n].amount_fen for n in mine), elsewhere.get(fund_id, 0)
        if here + others > fund.amount_fen:
            params = {
                "document": fund.document_no,
                "amount": format_wan(fund.amount_fen),
                "others": format_wan(others),
                "here": format_wan(here),
                "over": format_wan(here + others - fund.amount_fen),
            }
            found.append(Problem(f"releases.{mine[-1]}", "project.release.over_fund", params))
    return found


def _given(session: Session, fund_ids: Iterable[int], but: int | None = None) -> dict[int, int]:
    """What projects (but one) have been given out of funds, in fen; the funds stay locked until the transaction ends."""
    ids = list(fund_ids)
    if not ids:
        return {}
    session.scalars(select(Fund.id).where(Fund.id.in_(ids)).order_by(Fund.id).with_for_update()).all()
    query = select(Release.fund_id, func.sum(Release.amount_fen)).where(Release.fund_id.in_(ids))
    if but is not None:
        query = query.where(Release.project_id != but)
    rows = session.execute(query.group_by(Release.fund_id))
    return {fund_id: int(fen) for fund_id, fen in rows if fund_id is not None}


def given(session: Session, fund: Fund) -> int:
    """What projects have been given out of a fund, in fen; the fund stays locked until the transaction ends."""
    return _given(session, [fund.id]).get(fund.id, 0)


def waiting(session: Session, fund: Fund, document: str) -> list[Release]:
    """Releases of the place's projects of the fund's year that name a document and no fund yet."""
    division = (
        Project.division_id.is_(None) if fund.division_id is None else Project.division_id == fund.division_id
    )
    rows = session.scalars(
        select(Release)
        .join(Project, Project.id == Release.project_id)
        .where(
            Release.fund_id.is_(None),
            Project.plan_id == fund.plan_id,
            Project.region_code == fund.region_code,
            Project.owner_level == fund.owner_level,
            division,
        )
        .order_by(Release.id)
    )
    key = document_key(document)
    return [release for release in rows if document_key(release.document_no) == key]
