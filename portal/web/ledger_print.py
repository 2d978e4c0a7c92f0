"""A ledger that is too long to be printed at once: which filter brings it down to what can be, with counts."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import pgettext
from sqlalchemy import Select, func, select

from portal.domain.filings import ProblemCategory
from portal.domain.ledgers import Manner
from portal.domain.roles import Level
from portal.extensions import db
from portal.labels import label
from portal.services import ledger
from portal.services.ledger_parts import Wanted
from portal.web.ledger_columns import names

MOST_ROWS = 200
"""Rows that are laid out within one request: both languages take under a minute."""

ENUMS = {"category": ProblemCategory, "manner": Manner, "level": Level}


def count(found: Select[Any]) -> int:
    """How many rows a ledger has."""
    return db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0


def too_long(found: Select[Any], total: int, wanted: Wanted) -> str:
    """The page that names the filters: of each that is not used yet the values that can be printed."""
    columns = {"region": "region_code", "category": "category", "manner": "manner", "level": "level"}
    # A place with places below it can be narrowed further to one of them.
    free = {name: column for name, column in columns.items() if name == "region" or not getattr(wanted, name)}
    heads = {
        "region": pgettext("head", "地区"),
        "category": pgettext("head", "问题类别"),
        "manner": pgettext("head", "发现方式"),
        "level": pgettext("head", "发现层级"),
    }
    shares, regions = ledger.shares(db.session(), found, list(free.values())), names().regions
    options = []
    for name, column in free.items():
        fitting = [
            (regions.get(code, code) if name == "region" else label(code, ENUMS[name].__name__), number, code)
            for code, number in shares[column].items()
            if number <= MOST_ROWS
        ]
        rows = [(text, number, _address(name, code)) for text, number, code in fitting]
        if rows:
            options.append((heads[name], rows))
    return render_template("ledgers/too_long.html", total=total, most=MOST_ROWS, options=options)


def _address(name: str, code: str) -> str:
    """This very paper, narrowed further."""
    kept = {key: values for key, values in request.args.to_dict(flat=False).items() if key != name}
    return url_for("papers.problems", **(request.view_args or {}), **kept, **{name: code})  # type: ignore[arg-type]
