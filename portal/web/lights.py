"""Lights (预警): what shines on the projects one sees, and the catalogue of rules with their thresholds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Select, case, func

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import visible
from portal.domain.alerts import Colour, Rule
from portal.domain.flows.lights import RESTING, LightStatus
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.models import Fund, Light, Project
from portal.sentences.alerts import LOOKS_AT
from portal.services import filings
from portal.services.statistics import light_place, light_plan
from portal.web.filters import by_name_or_code, by_place, by_project, kept, places
from portal.web.light_rows import WITH_UNIT, rows_of, thresholds
from portal.web.listing import paginate
from portal.web.years import year_filter

bp = Blueprint("lights", __name__, url_prefix="/lights")

NAME, CODE = func.coalesce(Project.name, Fund.name), func.coalesce(Project.code, Fund.document_no)
"""Of what a light stands on, a project or a fund."""


def _asked() -> Select[tuple[Light]]:
    """What the query string asks for, but for colour and rule."""
    query = (
        visible(Light, current_actor())
        .outerjoin(Project, Project.id == Light.project_id)
        .outerjoin(Fund, Fund.id == Light.fund_id)
    )
    query = by_place(by_name_or_code(query, NAME, CODE), light_place)
    query, shown = by_project(query, light_place), request.args.get("show", "")
    if request.args.get("on") == "project":
        query = query.where(Light.project_id.is_not(None))
    if shown in set(LightStatus):
        return query.where(Light.status == LightStatus(shown))
    return query if shown == "all" else query.where(Light.status.not_in(sorted(RESTING)))


def _narrowed(query: Select[tuple[Light]]) -> Select[tuple[Light]]:
    """The same by colour and rule; other words narrow nothing."""
    if (colour := request.args.get("colour", "")) in set(Colour):
        query = query.where(Light.colour == Colour(colour))
    if (rule := request.args.get("rule", "")) in set(Rule):
        query = query.where(Light.rule == Rule(rule))
    return query


@bp.get("/")
@requires(Ability.LIGHT_READ)
def index() -> ResponseReturnValue:
    years = year_filter(db.session(), request.args.get("year", ""), clock.today())
    asked = years.narrow(_asked(), light_plan)
    page = paginate(
        db.session,
        _narrowed(asked),
        request.args,
        {"colour": Light.colour, "name": NAME, "lit": Light.lit_on},
        "colour",
        options=WITH_UNIT,
    )
    return render_template(
        "lights/index.html",
        page=page,
        rows={row.light.id: row for row in rows_of(page.items)},
        counts=_counts(asked),
        years=years,
        regions=places(current_actor()),
        colours=list(Colour),
        rules=list(Rule),
        statuses=list(LightStatus),
        kept=kept("type", "on"),
    )


def _counts(asked: Select[tuple[Light]]) -> Counter[Colour]:
    """How many of each colour the filters leave, whatever colour and rule are chosen."""
    found = asked.with_only_columns(Light.colour, func.count(Light.id)).group_by(Light.colour)
    return Counter(dict(db.session.execute(found).tuples().all()))


@bp.get("/rules")
@requires(Ability.LIGHT_READ)
def catalogue() -> ResponseReturnValue:
    plan = filings.current_plan(db.session, clock.today())
    return render_template(
        "lights/rules.html",
        rows=[(rule, LOOKS_AT[rule], thresholds(plan, rule, clock.today()) if plan else []) for rule in Rule],
        tallies=_tallies(),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a rule's lights: how many shine, how many the level above has judged, and taken for a problem."""

    shining: int = 0
    judged: int = 0
    confirmed: int = 0


def _tallies() -> dict[Rule, Tally]:
    """By rule, over all the reader sees; a light keeps what it was taken for when it has gone out."""

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    counts = (
        visible(Light, current_actor())
        .with_only_columns(
            Light.rule,
            count(Light.status.not_in(sorted(RESTING))),
            count(Light.verdict != ""),
            count(Light.verdict == LightStatus.CONFIRMED.value),
        )
        .group_by(Light.rule)
    )
    return {rule: Tally(*map(int, numbers)) for rule, *numbers in db.session.execute(counts).all()}
