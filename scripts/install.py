"""`make setup`: everything the portal needs on this machine; with `--tests` also what the tests need.

A second run only checks, which takes a fraction of a second.
"""

from __future__ import annotations

import argparse
import os
import sys

from scripts import browser, fandol, instance_key, python_parts, system_parts
from scripts.paths import warn


def main(arguments: list[str] | None = None) -> int:
    """0 when the portal can start, 1 with a sentence when it cannot."""
    parser = argparse.ArgumentParser(prog="install", description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what `make test` needs")
    options = parser.parse_args(arguments)

    if sys.version_info[:2] < python_parts.OLDEST:
        return _with_a_newer_python(arguments)
    try:
        system_parts.ensure(options.tests)
        python_parts.ensure(options.tests)
        fandol.ensure()
        fandol.cut_down()
        if instance_key.belongs_here():
            instance_key.ensure()
        if options.tests:
            browser.ensure()
    except python_parts.InstallationError as fault:
        warn(str(fault))
        return 1
    return 0


def _with_a_newer_python(arguments: list[str] | None) -> int:
    """python3 is too old here; a newer one may stand beside it under its own name."""
    other = python_parts.suitable_interpreter()
    if other is None:
        warn(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
        return 1
    given = sys.argv[1:] if arguments is None else arguments
    os.execv(other, [other, "-m", "scripts.install", *given])  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
