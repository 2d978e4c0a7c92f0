"""``flask score FILE.json``: published self-evaluation tables against the straightforward rule."""

from __future__ import annotations

import json
from pathlib import Path

import click

from portal.domain.published import UnreadableFileError, parse_file, score_entries


@click.command("score")
@click.argument("file", type=click.Path(path_type=Path))
def score(file: Path) -> None:
    """Print computed scores, published ones and contradictions of the tables in FILE as a JSON list.

    FILE holds one table or a list, in the format of published self-evaluations. Points and the execution
    rate (in percent) are text with two decimals, null where none can be computed. Exit code 2 with a word
    on stderr for a file that cannot be read; odd entries of a readable one are answered with nulls and a
    remark.
    """
    try:
        results = score_entries(parse_file(file.read_bytes()))
    except OSError as fault:
        click.echo(f"无法读取文件:{fault.strerror or type(fault).__name__}", err=True)
        raise SystemExit(2) from None
    except UnreadableFileError as fault:
        click.echo(f"{fault}。", err=True)
        raise SystemExit(2) from None
    # Bytes, so that the list comes out whole under any locale of the terminal.
    click.echo(json.dumps(results, ensure_ascii=False, indent=1).encode("utf-8"))
