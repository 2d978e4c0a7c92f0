"""Every refusal that a page alone gives: it writes nothing, and what its sentence advises is accepted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.extensions import db
from portal.messages import SENTENCES
from tests.client import PortalClient
from tests.factories import World
from tests.services.fixes.case import watched
from tests.web.fixes import FIXES, Act

ClientFor = Callable[[str], PortalClient]


@pytest.mark.parametrize("code", sorted(FIXES))
def test_what_a_page_refuses_writes_nothing_and_what_is_advised_is_accepted(
    app: Flask, connection: object, client_for: ClientFor, world: World, code: str
) -> None:
    def make(act: Act) -> None:
        act(db.session(), world)
        db.session.commit()

    fix = FIXES[code]
    client = client_for(fix.who)
    with app.app_context():
        typed = dict(fix.typed(db.session(), world))
        make(fix.begun)
    with watched(connection) as made:
        refused = client.post(fix.path(world), data={**typed, **fix.wrong})
    assert refused.status_code == 422
    assert str(SENTENCES[code]) in refused.get_data(as_text=True)
    assert made == []
    with app.app_context():
        make(fix.mended)
    assert client.post(fix.path(world), data=typed).status_code == 302
