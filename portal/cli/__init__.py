"""The `flask` commands of the portal."""

from __future__ import annotations

from flask import Flask

from portal.cli.account import account
from portal.cli.audit import audit
from portal.cli.catalogue import commands as catalogue_commands
from portal.cli.demo import demo
from portal.cli.doctor import doctor
from portal.cli.lights import lights_commands
from portal.cli.printing import print_jobs
from portal.cli.ranking import ranking
from portal.cli.reference import reference
from portal.cli.sample import sample
from portal.cli.score import score
from portal.cli.sweep import sweep
from portal.cli.tables import flows, permissions
from portal.cli.worker import worker


def init_cli(app: Flask) -> None:
    """Register the commands."""
    for command in (
        account,
        audit,
        catalogue_commands,
        demo,
        doctor,
        flows,
        lights_commands,
        permissions,
        print_jobs,
        ranking,
        reference,
        sample,
        score,
        sweep,
        worker,
    ):
        app.cli.add_command(command)
