"""`flask sample verify`: the list drawn again from what was frozen."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from portal.cli.sample import sample
from tests.drawn import opened, whole
from tests.factories import World


def run(app: Flask, *arguments: str) -> Result:
    """Run the command."""
    return app.test_cli_runner().invoke(sample, ["verify", *arguments])


@pytest.mark.parametrize(
    ("make", "how"),
    [(opened, "6 by number 20200615, by prefecture, at least 1 of each"), (whole, "all of them")],
)
def test_what_was_drawn_is_drawn_again(
    app: Flask, session: Session, world: World, make: object, how: str
) -> None:
    review = make(session, world)  # type: ignore[operator]
    session.commit()
    result = run(app, str(review.id))
    assert result.exit_code == 0, result.output
    assert f"population: 12 filings, SHA-256 {review.population_digest}: agrees" in result.output
    assert f"drawn: {how}: agrees" in result.output


def test_a_list_that_was_changed_is_named(app: Flask, session: Session, world: World) -> None:
    review = opened(session, world)
    before = review.items[2].code
    review.items[2].code = "2020-653222-x"
    session.commit()
    result = run(app, str(review.id))
    assert result.exit_code == 1
    assert "DIFFERS" in result.output
    assert f"first difference: kept 2020-653222-x, drawn again {before}" in result.output


def test_a_number_without_a_review_is_said(app: Flask, session: Session) -> None:
    result = run(app, "999")
    assert result.exit_code == 1
    assert "no concentrated review 999" in result.output
