"""Lights (预警): what shines on the projects one sees, and the catalogue of rules with their thresholds."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString
from sqlalchemy import Select, func

from portal import clock
from portal.access.actor import current_actor
from portal.access.guards import requires
from portal.access.scope import visible
from portal.domain.alerts import COLOURS, NUMBERS, Colour, Rule
from portal.domain.permissions import Ability
from portal.extensions import db
from portal.labels import PARAMETERS
from portal.models import Light, Plan, PlanParameter, Project
from portal.sentences.alerts import LOOKS_AT
from portal.services import filings, rules
from portal.web.filters import by_name_or_code, by_place, places
from portal.web.light_rows import WITH_UNIT, rows_of
from portal.web.listing import paginate
from portal.web.years import year_filter

bp = Blueprint("lights", __name__, url_prefix="/lights")


def _asked() -> Select[tuple[Light]]:
    """What the query string asks for, but for colour and rule."""
    query = visible(Light, current_actor()).join(Project, Project.id == Light.project_id)
    query, shown = by_place(by_name_or_code(query)), request.args.get("show", "")
    if shown == "out":
        query = query.where(Light.out_on.is_not(None))
    elif shown != "all":
        query = query.where(Light.out_on.is_(None))
    return query


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
    asked = years.narrow(_asked())
    page = paginate(
        db.session,
        _narrowed(asked),
        request.args,
        {"colour": Light.colour, "name": Project.name, "lit": Light.lit_on},
        "colour",
        options=(WITH_UNIT,),
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
    )


def _counts(asked: Select[tuple[Light]]) -> Counter[Colour]:
    """How many of each colour the filters leave, whatever colour and rule are chosen."""
    found = asked.with_only_columns(Light.colour, func.count(Light.id)).group_by(Light.colour)
    return Counter(dict(db.session.execute(found).tuples().all()))


@bp.get("/rules")
@requires(Ability.LIGHT_READ)
def catalogue() -> ResponseReturnValue:
    plan = filings.current_plan(db.session, clock.today())
    shining = visible(Light, current_actor()).where(Light.out_on.is_(None))
    counts = shining.with_only_columns(Light.rule, func.count()).group_by(Light.rule)
    return render_template(
        "lights/rules.html",
        rows=[(rule, LOOKS_AT[rule], _thresholds(plan, rule)) for rule in Rule],
        counts=dict(db.session.execute(counts).tuples().all()),
    )


def _thresholds(plan: Plan | None, rule: Rule) -> list[tuple[LazyString, PlanParameter]]:
    """Words and rows of a rule's parameters that hold today."""
    keys = [f"{rules.LIGHT}{key}" for key in (*NUMBERS, *COLOURS) if key.startswith(rule)]
    found = (rules.in_force(plan, key, clock.today()) for key in keys) if plan else ()
    return [(PARAMETERS[row.key], row) for row in found if row]
