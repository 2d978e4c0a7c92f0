"""What lights cost: all rules over many projects in one pass, and over one project after one saved record.

The projects are made by another process, so that the memory measured is that of the pass alone. Ends with an error
where the pass needs 400 MB or more, or where the one project costs more than a thousandth of the pass over 20,000.
`PROJECTS=2000 python benchmarks/lights.py` is the short version; the promise of a thousandth is for 20,000.
"""

from __future__ import annotations

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from sqlalchemy import delete, func, insert, select  # noqa: E402

from config import TestingConfig  # noqa: E402
from portal import create_app  # noqa: E402
from portal.domain.filings import Stage  # noqa: E402
from portal.domain.indicators import Level2  # noqa: E402
from portal.domain.target_checks import TargetRow  # noqa: E402
from portal.extensions import db  # noqa: E402
from portal.models import Base, Filing, LibraryIndicator, Light, Payment, Project, TargetForm, TargetIndicator  # noqa: E402
from portal.services import lights  # noqa: E402
from portal.services.light_facts import SHOWN  # noqa: E402
from portal.services.reference import load_reference  # noqa: E402
from tests.conftest import TODAY  # noqa: E402
from tests.factories import make_world  # noqa: E402
from tests.filed import FULL  # noqa: E402
from tests.rules.crowd import Crowd  # noqa: E402

PROJECTS = int(os.environ.get("PROJECTS", "20000"))
SAVES = 15
MEGABYTES = 400
THOUSANDTH = 1000
DAY = TODAY + timedelta(days=60)


def portal(folder: str) -> Flask:
    """An app on the SQLite file of a folder."""
    config = TestingConfig()
    config.SQLALCHEMY_DATABASE_URI, config.INSTANCE = f"sqlite:///{folder}/portal.sqlite", folder
    return create_app(config)


def build(folder: str) -> None:
    """Fill the database of a folder with PROJECTS projects, without lights."""
    with portal(folder).app_context():
        Base.metadata.create_all(db.engine)
        load_reference(db.session())
        make_world(db.session())
        shipped = db.session.scalar(select(func.max(LibraryIndicator.id)))
        crowd = Crowd(db.session())
        for reached in range(1000, PROJECTS + 1000, 1000):
            crowd.grow(min(reached, PROJECTS))
        write_targets()
        # The crowd lights lamps of its own and grows the library with it; the library of an office does not grow.
        db.session.execute(delete(Light))
        db.session.execute(delete(LibraryIndicator).where(LibraryIndicator.id > shipped))
        db.session.commit()


def write_targets() -> None:
    """A goal and six indicators for every target that has been filed: every eighth goal and every sixteenth set of
    indicators is a copy of the one before, every thirtieth price lies far from what is usual."""
    ids = db.session.scalars(
        select(Filing.id).where(Filing.stage == Stage.TARGET, Filing.status.in_(SHOWN)).order_by(Filing.id)
    ).all()
    for start in range(0, len(ids), 2000):
        part = ids[start : start + 2000]
        goals = [
            {"filing_id": i, "goal": f"{FULL.goal}{words(n - (n % 8 == 0))}。"}
            for n, i in enumerate(part, start)
        ]
        db.session.execute(insert(TargetForm), goals)
        rows = [
            {
                "filing_id": i, "key": f"k{k}", "position": k, "level1": row.level1.value, "level2": row.level2.value,
                "name": row.name, "value": value_of(n, row), "weight": row.weight, "core": False, "remark": "",
            }
            for n, i in enumerate(part, start)
            for k, row in enumerate(FULL.rows, 1)
        ]  # fmt: skip
        db.session.execute(insert(TargetIndicator), rows)


def words(number: int) -> str:
    """Sixty characters that no other number has."""
    return "".join(chr(0x4E00 + byte) for byte in blake2b(str(number).encode(), digest_size=60).digest())


def value_of(number: int, row: TargetRow) -> str:
    """A value of an indicator: figures differ from project to project."""
    like = number - (number % 16 == 0)
    if row.level2 is Level2.COST:
        return "≤75万元/公里" if number % 30 == 0 else f"≤{7 + like % 9 / 10}万元/公里"
    return re.sub(r"≥[0-9]+(?!%)", f"≥{100 + like}", row.value)


def megabytes() -> int:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def sweep() -> tuple[float, lights.Swept]:
    """One pass over everything, a commit a batch."""
    start, done = time.perf_counter(), lights.Swept()
    for part in lights.sweep(db.session(), DAY):
        db.session.commit()
        done.add(part)
    return time.perf_counter() - start, done


def save(number: int) -> float:
    """Enter one payment and bring the lights of its project in step; seconds of the latter."""
    project = db.session.scalars(select(Project).order_by(Project.id).offset(number * 7).limit(1)).one()
    project.payments.append(Payment(paid_on=TODAY, amount_fen=100))
    db.session.flush()
    start = time.perf_counter()
    done = lights.settle(db.session(), DAY)
    taken = time.perf_counter() - start
    db.session.commit()
    db.session.remove()
    if done.projects != 1:
        raise SystemExit(f"one project was saved and {done.projects} were looked at")
    return taken


def main() -> int:
    """Print the figures; 0 when the promises hold."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, __file__, folder], check=True)
        with portal(folder).app_context():
            before = megabytes()
            first, done = sweep()
            peak = megabytes()
            again, nothing = sweep()
            single = statistics.median(save(number) for number in range(SAVES))
            shining = db.session.scalar(select(func.count(Light.id)).where(Light.out_on.is_(None)))
    print(f"projects: {done.projects}, lights lit: {done.lit}, shining: {shining}")
    print("  " + ", ".join(f"{rule} {done.by_rule[rule]}" for rule in sorted(done.by_rule)))
    print(f"pass: {first:.1f} s, again {again:.1f} s; memory {peak} MB ({before} MB before it)")
    print(f"one saved record: {single * 1000:.1f} ms, {single / first:.6f} of the pass")
    short = PROJECTS < 20_000
    cheap = short or single * THOUSANDTH <= first
    return 0 if peak < MEGABYTES and cheap and not (nothing.lit or nothing.changed or nothing.out) else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        build(sys.argv[1])
    else:
        sys.exit(main())
