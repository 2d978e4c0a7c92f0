"""The whole file of a project printed for its reader: every version and opinion, no draft for those above."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actor import actor_of
from portal.extensions import db
from portal.models import Project, User
from portal.reporting.builders import dossier_paper
from portal.reporting.dossiers import DossierPaper
from tests.client import PortalClient
from tests.factories import World
from tests.filed import approved
from tests.monitored import approved_target
from tests.ordered import issued

ClientFor = Callable[..., PortalClient]


def paper_for(app: Flask, world: World, who: str) -> DossierPaper:
    """The file of the county's project as somebody reads it."""
    session = db.session()
    user = session.scalars(select(User).where(User.username == who)).one()
    project = session.scalars(select(Project).where(Project.id == world.projects["own"])).one()
    return dossier_paper(session, actor_of(user, user.assignments[0]), project)


def test_every_version_with_its_opinions_and_every_order_with_its_chain_is_in_the_file(
    app: Flask, world: World
) -> None:
    with app.app_context():
        approved(db.session(), world)
        issued(db.session(), world)
        found = paper_for(app, world, "prefecture")
        kinds = [(entry.kind, entry.version) for entry in found.entries]
        assert kinds == [("form", 1), ("review", 1), ("review", 1), ("order", 0), ("chain", 0)]
        assert len(found.papers) == len(found.entries)
        assert found.papers[0].number == found.entries[0].number
        assert found.papers[0].receipt is not None
        assert "filing.approve" in [step.action for step in found.steps]
        db.session.rollback()


def test_what_is_being_drafted_is_in_nobodys_file_above(app: Flask, world: World) -> None:
    with app.app_context():
        approved_target(db.session(), world)
        drafts = {f"{step.action} {step.on}" for step in paper_for(app, world, "unit").steps}
        above = {f"{step.action} {step.on}" for step in paper_for(app, world, "prefecture").steps}
        assert above <= drafts
        assert all(entry.stage == "target" for entry in paper_for(app, world, "prefecture").entries)
        db.session.rollback()


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_the_dossier_page_leads_to_the_file(
    app: Flask, client_for: ClientFor, world: World, language: str
) -> None:
    client = client_for("county", language)
    number = world.projects["own"]
    page = client.get(f"/records/projects/{number}").get_data(as_text=True)
    assert f"/papers/projects/{number}/{language}.pdf" in page
    answer = client.get(f"/papers/projects/{number}/{language}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert client_for("county2", language).get(f"/papers/projects/{number}/{language}.pdf").status_code == 404
