"""What the homes of all roles share: the to-do list as rows for the templates."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel import pgettext
from flask_babel.speaklater import LazyString
from sqlalchemy import func

from portal import clock
from portal.access.actor import current_actor
from portal.access.scope import visible
from portal.domain.alerts import Colour
from portal.domain.filings import Stage
from portal.domain.flows.lights import RESTING
from portal.domain.roles import Actor
from portal.extensions import db
from portal.i18n import named
from portal.labels import label
from portal.labels.rankings import RANKED
from portal.models import Filing, Light
from portal.services import announcements, filings, notices, todo
from portal.services.belongings import subject_of
from portal.services.tasks import Task, Todo
from portal.web.due_rules import Why, why_filing, why_order
from portal.web.hands import hand_marks, wanted_here
from portal.web.notice_rows import notice_rows, page_of

ACTIONS: dict[Task, LazyString] = {
    Task.FILL: p("button", "填报"),
    Task.MEND: p("button", "修改"),
    Task.REVIEW: p("button", "审核"),
    Task.RECORD: p("button", "登记录入"),
    Task.ACKNOWLEDGE: p("button", "签收"),
    Task.REPLY: p("button", "报送整改"),
    Task.VERIFY: p("button", "复核"),
    Task.CHECK: p("button", "检查"),
    Task.OVERDUE: p("button", "查看"),
    Task.JUDGE: p("button", "认定"),
    Task.READ: p("nav", "集中审核"),
    Task.EXCEPT: p("button", "办理延期"),
    Task.ANSWER: p("button", "答复申诉"),
}

EDITORS: dict[Stage, str] = {
    Stage.TARGET: "targets.edit",
    Stage.MONITORING: "monitoring.edit",
    Stage.EVALUATION: "evaluations.edit",
}


def editor_url(filing: Filing) -> str:
    """The page on which a filing is filled in."""
    return url_for(EDITORS[filing.stage], filing_id=filing.id)


def _url(item: Todo) -> str:
    if item.reading is not None:
        return url_for("concentrated.show", concentrated_id=item.reading.review.id, state="open")
    if item.objection is not None:
        ranking, anchor = item.objection.ranking_id, f"objection-{item.objection.id}"
        return url_for("rankings.show", ranking_id=ranking, _anchor=anchor)
    if item.filing is None:
        return page_of(subject_of(item))
    match item.task:
        case Task.FILL | Task.MEND:
            return editor_url(item.filing)
        case Task.REVIEW:
            return url_for("reviews.show", filing_id=item.filing.id)
        case Task.RECORD:
            return url_for("recordings.index", q=item.filing.project.code)
        case _:
            return page_of(subject_of(item))


def as_row(item: Todo) -> dict[str, Any]:
    """A to-do item as the list macro takes it."""
    record = item.order or item.filing or item.light
    late = item.due is not None and item.due < clock.today()
    return {
        "title": _title(item),
        "detail": _what(item),
        "url": _url(item),
        "action": str(ACTIONS[item.task]),
        "due": item.due,
        "why": _why(item),
        "note": item.note,
        "nudged": item.nudged,
        "status": record.status if record is not None else None,
        "tone": "returned" if item.task is Task.MEND else "late" if late else "",
    }


def _why(item: Todo) -> Why | None:
    if item.due is None:
        return None
    if item.order is not None:
        return why_order(item.order)
    return why_filing(item.filing) if item.filing is not None else None


def _lights(actor: Actor) -> dict[Colour, int]:
    """How many lights of each colour shine on what the actor sees, those that rest left out."""
    shining = visible(Light, actor).where(Light.status.not_in(sorted(RESTING)))
    found = shining.with_only_columns(Light.colour, func.count(Light.id)).group_by(Light.colour)
    return dict(db.session.execute(found).tuples().all())


def _title(item: Todo) -> str:
    """The name of a project, a fund or a review; a request by the unit that asks."""
    if item.reading is not None:
        return item.reading.review.name
    if item.request is not None:
        return " · ".join((pgettext("nav", "延期填报"), named(item.request.unit)))
    if item.objection is not None:
        return " · ".join((pgettext("nav", "评价排名"), named(item.objection.row)))
    return item.project.name if item.project is not None else ""


def _what(item: Todo) -> str:
    if item.request is not None:
        return named(item.request.round)
    if item.objection is not None:
        return str(RANKED[item.objection.ranking.level.value])
    if item.reading is not None:
        held = item.reading
        left = _("共 %(drawn)s 件,还有 %(left)s 件没有记录审核结果", drawn=held.drawn, left=held.left)
        return f"{named(held.review.round)} · {left}"
    unit = named(item.project.implementing_unit) if item.project is not None else ""
    if item.light is not None:
        return f"{label(item.light.rule)} · {unit}"
    what = named(item.filing.round) if item.filing is not None else _("整改通知书")
    return f"{what} · {unit}"


def home_values() -> dict[str, Any]:
    """What every home shows: the to-do list, the plan in force, announcements to sign for, unread notices."""
    actor, today = current_actor(), clock.today()
    work = todo.for_actor(db.session, actor, today, wanted_here())
    marks, tabs = hand_marks(actor, work.items)
    return {
        "plan": filings.current_plan(db.session, today),
        "todo": [as_row(item) | mark for item, mark in zip(work.items, marks, strict=True)],
        "todo_tabs": tabs,
        "todo_total": work.total,
        "lights": _lights(actor),
        "announcements": db.session.scalars(announcements.pending(actor).limit(5)).all(),
        "notices": notice_rows(db.session.scalars(notices.unread(actor).limit(8))),
    }
