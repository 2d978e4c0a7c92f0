"""`flask flows` and `flask permissions`: the tables of the house, printed."""

from __future__ import annotations

import click

from portal.domain.flows import FLOWS
from portal.domain.permissions import TABLE
from portal.domain.roles import Role


@click.command("flows")
def flows() -> None:
    """Print every transition table and a mermaid diagram of each."""
    for flow in FLOWS.values():
        click.echo(f"# {flow.name}\n")
        click.echo("action | from | to | ability | reason | guards | tells | starts")
        for move in flow.moves:
            click.echo(
                " | ".join(
                    (
                        move.action,
                        ", ".join(sorted(move.sources)),
                        move.target,
                        move.ability,
                        "yes" if move.needs_reason else "",
                        ", ".join(g.__name__ for g in move.guards),
                        ", ".join(move.tells),
                        move.starts or "",
                    )
                )
            )
        click.echo("\n```mermaid\nstateDiagram-v2")
        click.echo(f"  [*] --> {flow.initial}")
        for move in flow.moves:
            for source in sorted(move.sources):
                click.echo(f"  {source} --> {move.target}: {move.action}")
        for final in sorted(flow.finals):
            click.echo(f"  {final} --> [*]")
        click.echo("```\n")


@click.command("permissions")
def permissions() -> None:
    """Print the permission table as a matrix of abilities against roles, with the conditions on the record."""
    roles = [r.value for r in Role]
    click.echo("ability | " + " | ".join(roles) + " | conditions")
    alone = {"is_" + r: r for r in roles}
    for ability, alternatives in TABLE.items():
        names = [[test.__name__ for test in alternative] for alternative in alternatives]
        marks = []
        for role in roles:
            fits = [n for n in names if not any(t in alone and alone[t] != role for t in n)]
            free = any(all(t in alone or t == "anyone" for t in n) for n in fits)
            marks.append("yes" if free else "if" if fits else "-")
        conditions = " or ".join(
            " and ".join(t for t in n if t not in alone and t != "anyone") or "always" for n in names
        )
        click.echo(f"{ability} | " + " | ".join(marks) + f" | {conditions}")
