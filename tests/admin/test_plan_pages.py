"""The annual plan in the admin area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.models import Plan, PlanStatus, Round
from portal.services import rules
from tests.admin.test_base import entries, version_on
from tests.client import PortalClient

Clients = Callable[..., PortalClient]

WEIGHTS = {"execution": "10", "output": "40", "benefit": "40", "satisfaction": "10"}


def plan_id(app: Flask, year: int = 2020) -> int:
    """Id of a year's plan."""
    with app.app_context():
        return db.session.scalars(select(Plan.id).where(Plan.year == year)).one()


def test_next_years_plan_is_copied_changed_and_put_in_force(client_for: Clients, app: Flask) -> None:
    client = client_for("center")
    client.get("/admin/plans/new/")
    data = {"source_id": str(plan_id(app)), "year": "2021", "vocabulary": "consolidation"}
    assert client.post("/admin/plans/new/", data=data).status_code == 302
    made = plan_id(app, 2021)
    page = f"/admin/plans/details/?id={made}"
    assert "衔接" in client.get(page).get_data(as_text=True)
    sent = {"action": "activate", "version_id": version_on(client, page)}
    assert client.post(f"/admin/plans/status/?id={made}", data=sent).status_code == 302
    with app.app_context():
        assert db.session.scalars(select(Plan.status).where(Plan.id == made)).one() is PlanStatus.ACTIVE
    assert [e.action for e in entries(app, "plan:2021")] == ["plan.copy", "plan.activate"]


def test_a_year_with_a_plan_is_said_at_the_field(client_for: Clients, app: Flask) -> None:
    client = client_for("center")
    client.get("/admin/plans/new/")
    answer = client.post("/admin/plans/new/", data={"source_id": str(plan_id(app)), "year": "2020"})
    assert answer.status_code == 422
    assert "已有方案" in answer.get_data(as_text=True)


def test_points_that_do_not_sum_are_refused_and_kept_on_the_page(client_for: Clients, app: Flask) -> None:
    client = client_for("center")
    url = f"/admin/plans/weights/?id={plan_id(app)}"
    version = version_on(client, url)
    wrong = client.post(url, data={**WEIGHTS, "output": "41", "version_id": version})
    assert wrong.status_code == 422
    assert "101 分" in wrong.get_data(as_text=True)
    assert client.post(url, data={**WEIGHTS, "output": "many", "version_id": version}).status_code == 422
    assert client.post(url, data={**WEIGHTS, "version_id": version}).status_code == 302
    with app.app_context():
        plan = db.session.scalars(select(Plan).where(Plan.year == 2020)).one()
        assert sorted(rules.weights(plan).values()) == [1000, 1000, 4000, 4000]


def test_points_of_criteria_are_set_together(client_for: Clients, app: Flask) -> None:
    client = client_for("center")
    url = f"/admin/plans/criteria/?id={plan_id(app)}&stage=target"
    points = {
        "format": "5",
        "clarity": "15",
        "goal_fit": "10",
        "indicators": "10",
        "reasonable": "15",
        "funds_fit": "15",
        "achievable": "15",
        "conditions": "15",
    }
    assert client.post(url, data={**points, "version_id": version_on(client, url)}).status_code == 302
    assert entries(app, "plan:2020")[-1].action == "plan.criteria"


def test_a_round_is_moved(client_for: Clients, app: Flask) -> None:
    client = client_for("center")
    with app.app_context():
        june = db.session.scalars(select(Round.id).where(Round.code == "m06")).one()
    url = f"/admin/plan-rounds/edit/?id={june}"
    data = {"opens_on": "2020-07-01", "due_on": "2020-07-31", "cutoff_month": "6", "basis": "补充通知"}
    assert client.post(url, data={**data, "version_id": version_on(client, url)}).status_code == 302
    with app.app_context():
        assert db.session.scalars(select(Round.due_on).where(Round.id == june)).one() == date(2020, 7, 31)
    assert (
        client.post(url, data={**data, "cutoff_month": "", "version_id": version_on(client, url)}).status_code
        == 422
    )


def test_editors_of_two_parts_of_one_plan_notice_each_other(client_for: Clients, app: Flask) -> None:
    client = client_for("center")
    url = "/admin/plan-terms/edit/?id=1"
    version = version_on(client, url)
    weights = f"/admin/plans/weights/?id={plan_id(app)}"
    client.post(weights, data={**WEIGHTS, "version_id": version_on(client, weights)})
    answer = client.post(url, data={"zh": "扶贫工程", "ug": "", "version_id": version})
    assert answer.status_code == 409
    assert "扶贫工程" in answer.get_data(as_text=True)


def test_a_parameter_gets_a_new_day_and_words_are_edited(client_for: Clients, app: Flask) -> None:
    client = client_for("center")
    plan = plan_id(app)
    client.get(f"/admin/plan-parameters/new/?plan={plan}")
    data = {"key": "deadline.review_days", "value": "3", "starts_on": "2020-07-01", "source": "会议纪要"}
    assert client.post(f"/admin/plan-parameters/new/?plan={plan}", data=data).status_code == 302
    refused = client.post(f"/admin/plan-parameters/new/?plan={plan}", data={**data, "value": "三"})
    assert refused.status_code == 422
    for url, sent in (
        (f"/admin/plan-funds/new/?plan={plan}", {"code": "donation", "name_zh": "社会捐赠资金"}),
        ("/admin/plan-funds/edit/?id=1", {"name_zh": "中央专项", "position": "1"}),
        ("/admin/plan-terms/edit/?id=1", {"zh": "扶贫工程", "ug": ""}),
        ("/admin/plan-forms/edit/?id=1", {"version": "二版", "notes_zh": "一\n二"}),
        (
            "/admin/plan-criteria/edit/?id=1",
            {"dimension_zh": "完整性", "name_zh": "规范", "question_zh": "是否规范"},
        ),
        (f"/admin/plans/edit/?id={plan}", {"name_zh": "新名称", "source": "意见"}),
    ):
        version = "" if "/new/" in url else version_on(client, url)
        assert client.post(url, data={**sent, "version_id": version}).status_code == 302, url
    actions = {e.action for e in entries(app, "plan:2020")}
    assert {"plan.parameter", "plan.fund", "plan.term", "plan.form", "plan.criteria", "plan.edit"} <= actions


def test_a_closed_plan_says_so(client_for: Clients, app: Flask) -> None:
    client = client_for("center")
    plan = plan_id(app)
    page = f"/admin/plans/details/?id={plan}"
    sent = {"action": "close", "version_id": version_on(client, page)}
    client.post(f"/admin/plans/status/?id={plan}", data=sent)
    assert "启用方案" not in client.get(page).get_data(as_text=True)
    url = "/admin/plan-terms/edit/?id=1"
    answer = client.post(url, data={"zh": "新词", "version_id": version_on(client, url)})
    assert answer.status_code == 422
    assert "已经关闭" in answer.get_data(as_text=True)


def test_a_plan_changed_meanwhile_is_not_closed(client_for: Clients, app: Flask) -> None:
    client = client_for("center")
    plan = plan_id(app)
    client.get(f"/admin/plans/details/?id={plan}")
    client.post(f"/admin/plans/status/?id={plan}", data={"action": "close", "version_id": "0"})
    with app.app_context():
        assert db.session.scalars(select(Plan.status).where(Plan.id == plan)).one() is PlanStatus.ACTIVE
