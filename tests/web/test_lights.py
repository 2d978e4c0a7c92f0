"""The pages of lights: whose they are, how they are narrowed, and that a save brings them in step."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.alerts import Rule
from portal.extensions import db
from portal.labels import label
from portal.models import Light, Project
from tests.client import PortalClient
from tests.factories import World
from tests.lit import WAN, pay, refreshed, release, shining
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]
Made = Callable[[Callable[[Session, World], object]], int]
LATE = date(2020, 7, 31)


def overpaid(session: Session, world: World) -> Project:
    """Two projects of different prefectures with a red light each, the first with a yellow one as well."""
    for name in ("own", "sibling"):
        project = world.project(session, name)
        pay(session, project, project.total_fen + 1)
        refreshed(session, world, name)
    own = world.project(session, "own")
    release(session, own, WAN, date(2020, 3, 1), date(2020, 3, 26))
    refreshed(session, world)
    return own


def found(client: PortalClient, query: str = "") -> set[int]:
    """Projects on the list."""
    text = client.get(f"/lights/?{query}").get_data(as_text=True)
    return {int(i) for i in re.findall(r'<td><a href="/records/projects/(\d+)"', text)}


@pytest.mark.parametrize("language", ["zh", "ug"])
@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("center", {"own", "sibling"}),
        ("auditor", {"own", "sibling"}),
        ("prefecture", {"own"}),
        ("county", {"own"}),
        ("unit", {"own"}),
        ("county2", {"sibling"}),
        ("prefecture2", {"sibling"}),
        ("division", set()),
        ("region-unit", set()),
    ],
)
def test_everybody_sees_the_lights_of_their_own_projects(
    client_for: ClientFor, made: Made, world: World, who: str, names: set[str], language: str
) -> None:
    made(overpaid)
    client = client_for(who, language)
    assert found(client) == {world.projects[name] for name in names}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("colour=red", {"own", "sibling"}),
        ("colour=yellow", {"own"}),
        ("colour=blue", {"own", "sibling"}),
        ("rule=A01", {"own"}),
        ("rule=R01", set()),
        ("rule=X99", {"own", "sibling"}),
        ("region=653200", {"own"}),
        ("q=sibling", {"sibling"}),
        ("year=2020", {"own", "sibling"}),
        ("show=out", set()),
        ("show=all", {"own", "sibling"}),
        ("sort=lit&order=desc", {"own", "sibling"}),
    ],
)
def test_lights_are_filtered(
    client_for: ClientFor, made: Made, world: World, query: str, names: set[str]
) -> None:
    made(overpaid)
    assert found(client_for("center"), query) == {world.projects[name] for name in names}


def test_the_head_counts_both_colours_whatever_colour_is_chosen(client_for: ClientFor, made: Made) -> None:
    made(overpaid)
    for query in ("", "colour=yellow", "rule=R01"):
        text = client_for("center").get(f"/lights/?{query}").get_data(as_text=True)
        head = text[: text.index("<form", text.index("<main"))]
        assert re.findall(r"</span> <bdi>(\d+)</bdi>", head)[:2] == ["2", "1"], query


def test_an_empty_list_says_when_lights_are_looked_for(client_for: ClientFor, world: World) -> None:
    assert "没有符合条件的预警" in client_for("division").get("/lights/").get_data(as_text=True)


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_dossier_says_what_shines_and_since_when(
    client_for: ClientFor, made: Made, world: World, language: str
) -> None:
    project_id = made(overpaid)
    text = client_for("unit", language).get(f"/records/projects/{project_id}").get_data(as_text=True)
    assert 'id="lights-title"' in text
    assert text.count('class="light light-red"') == 1
    sibling = client_for("unit", language).get(f"/records/projects/{world.projects['region']}")
    assert sibling.status_code == 404


def test_a_light_on_an_order_leads_to_it(client_for: ClientFor, made: Made) -> None:
    def late(session: Session, world: World) -> object:
        order = issued(session, world)
        refreshed(session, world, on=LATE)
        return order

    order_id = made(late)
    client = client_for("unit")
    assert f'href="/orders/{order_id}"' in client.get("/lights/?rule=R01").get_data(as_text=True)
    assert client.get(f"/orders/{order_id}").status_code == 200


def test_saving_money_lights_and_mending_it_puts_the_light_out(
    app: Flask, client_for: ClientFor, world: World
) -> None:
    """The advice of the light is followed: the payment is corrected."""
    client, project_id = client_for("unit"), world.projects["own"]

    def save(paid: str) -> None:
        with app.app_context():
            project = db.session.scalars(select(Project).where(Project.id == project_id)).one()
            data = {
                "version_id": str(project.version_id),
                "payments-0-paid": "2020-05-20",
                "payments-0-amount": paid,
                "payments-0-voucher": "1",
            }
            for fund in project.funds:
                data[f"funds-{fund.year}-{fund.source.value}"] = f"{fund.amount_fen / WAN:g}"
            total = project.total_fen / WAN
        data["payments-0-amount"] = f"{total + 1:g}" if paid == "over" else "1"
        assert client.post(f"/projects/{project_id}/money", data=data).status_code == 302

    save("over")
    with app.app_context():
        assert ("P03", "red", "") in shining(db.session(), project_id)
    assert "请核对支付和资金来源的金额" in client.get(f"/records/projects/{project_id}").get_data(
        as_text=True
    )
    save("mended")
    with app.app_context():
        assert "P03" not in {rule for rule, _c, _p in shining(db.session(), project_id)}
        held = db.session.scalars(select(Light).where(Light.rule == Rule.P03)).all()
        assert [row.out_on is not None for row in held] == [True]


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_catalogue_names_every_rule_with_its_threshold_and_source(
    client_for: ClientFor, made: Made, language: str
) -> None:
    made(overpaid)
    client = client_for("county", language)
    text = client.get("/lights/rules").get_data(as_text=True)
    for rule in Rule:
        assert f'<bdi dir="ltr">{rule}</bdi>' in text
    assert "《预算法》第五十二条" in text
    addresses = re.findall(r'href="(/lights/\?[^"]*rule=[^"]+)"', text)
    assert len(addresses) == len(Rule)
    for address in addresses:
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_every_rule_and_colour_has_a_word(app: Flask) -> None:
    with app.test_request_context("/"):
        assert all(label(rule) for rule in Rule)
