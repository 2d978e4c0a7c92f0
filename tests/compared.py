"""Targets that tests put beside one another: goals of some length, and many projects with one price."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from portal.domain.flows.filings import FilingAction
from portal.models import Project
from portal.services import target_prints, targets, workflow
from portal.services.targets import TargetEntry
from tests.factories import World, make_project
from tests.filed import CLERKS, FULL, submit

OWN_GOAL = (
    "2020年在扎瓦镇修建防渗渠道8公里,配套分水闸门24座,灌溉面积扩大到6000亩,惠及种植户310户,减少渗漏损失。"
)
OTHER_GOAL = (
    "2020年硬化吐沙拉乡村组道路12公里,配套路肩边沟和安全护栏,惠及5个行政村120户480人,方便农产品外运。"
)
COPY_GOAL = "2020年硬化和田县村组道路9公里,配套路肩边沟和安全护栏,惠及3个行政村80户290人,方便农产品外运。"
OWN_VALUES = {
    "硬化道路里程": "≥9公里",
    "项目完工时限": "2020年9月底前",
    "受益建档立卡贫困人口数": "≥290人",
}


def entry(goal: str, *, own: bool = False, price: str = "≤7.5万元/公里") -> TargetEntry:
    """The full target with another goal, with values of its own or those of everybody, and a price."""
    values = {**(OWN_VALUES if own else {}), "硬化补助标准": price}
    rows = tuple(replace(row, value=values.get(row.name, row.value)) for row in FULL.rows)
    return TargetEntry(goal, rows)


def file(session: Session, world: World, name: str, content: TargetEntry) -> Project:
    """File a target, once more where it has been filed, and bring its print in step."""
    actor, filing = world.actor(session, CLERKS.get(name, "unit")), world.filing(session, name)
    if filing.submitted_at is not None:
        workflow.perform(session, actor, filing, FilingAction.RECALL)
    targets.save(session, actor, filing, content)
    submit(session, actor, filing)
    target_prints.keep(session, [filing.project_id])
    return filing.project


def crowd(session: Session, world: World, number: int, price: str = "≤7.5万元/公里") -> None:
    """So many more projects of the county's unit with one price, and what is usual summed up."""
    unit = world.project(session, "own").implementing_unit
    for n in range(number):
        world.projects[f"crowd{n}"] = make_project(session, unit, f"crowd{n}").id
        file(
            session,
            world,
            f"crowd{n}",
            entry(f"硬化道路12公里,惠及{n + 30}户,方便出行和农产品外运。", price=price),
        )
    list(target_prints.renew(session))
