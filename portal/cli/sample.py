"""`flask sample verify`: draw the list of a concentrated review again from what was frozen, and compare."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import undefer

from portal.domain.sampling import Strata
from portal.extensions import db
from portal.models import ConcentratedReview
from portal.services import concentrated_draws

sample = AppGroup("sample", help="Samples of concentrated reviews.")


@sample.command("verify")
@click.argument("number", type=int)
def verify(number: int) -> None:
    """Exit 1 where population or drawn list of review NUMBER are not what its published number gives."""
    query = select(ConcentratedReview).where(ConcentratedReview.id == number)
    review = db.session.scalars(query.options(undefer(ConcentratedReview.population))).one_or_none()
    if review is None:
        raise click.ClickException(f"no concentrated review {number}")
    found = concentrated_draws.recount(review)
    click.echo(f"review {review.id}: {review.name}")
    click.echo(
        f"population: {found.population} filings, SHA-256 {found.digest}: {_says(found.population_agrees)}"
    )
    how = "all of them"
    if review.sampled:
        how = f"{review.size} by number {review.seed}"
        if review.strata is not Strata.NONE:
            how += f", by {review.strata}, at least {review.at_least} of each"
    click.echo(f"drawn: {how}: {_says(found.drawn_agrees)}")
    for kept, again in zip([item.code for item in review.items], found.drawn, strict=False):
        if kept != again:
            click.echo(f"first difference: kept {kept}, drawn again {again}")
            break
    sys.exit(0 if found.population_agrees and found.drawn_agrees else 1)


def _says(agrees: bool) -> str:
    return "agrees" if agrees else "DIFFERS"
