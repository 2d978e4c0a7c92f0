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
from datetime import date
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from sqlalchemy import delete, func, insert, literal, select, update  # noqa: E402

from config import TestingConfig  # noqa: E402
from portal import clock, create_app  # noqa: E402
from portal.domain.alerts import Rule  # noqa: E402
from portal.domain.filings import Likelihood, Stage  # noqa: E402
from portal.domain.indicators import Level2  # noqa: E402
from portal.domain.target_checks import TargetRow  # noqa: E402
from portal.extensions import db  # noqa: E402
from portal.models import (  # noqa: E402
    Base,
    EvaluationForm,
    Filing,
    LibraryIndicator,
    Light,
    MonitoringForm,
    MonitoringRow,
    Payment,
    Project,
    ProjectFund,
    Release,
    TargetForm,
    TargetIndicator,
)
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
DAY = date(2021, 4, 1)
"""Every round of the plan has closed: no rule waits for a day."""
VILLAGES = 4000
WAN = 1_000_000


def portal(folder: str) -> Flask:
    """An app on the SQLite file of a folder."""
    config = TestingConfig()
    config.SQLALCHEMY_DATABASE_URI, config.INSTANCE = f"sqlite:///{folder}/portal.sqlite", folder
    return create_app(config)


def build(folder: str) -> None:
    """Fill the database of a folder with PROJECTS projects, without lights."""
    with portal(folder).app_context(), clock.frozen(TODAY):
        Base.metadata.create_all(db.engine)
        load_reference(db.session())
        make_world(db.session())
        shipped = db.session.scalar(select(func.max(LibraryIndicator.id)))
        crowd = Crowd(db.session())
        for reached in range(1000, PROJECTS + 1000, 1000):
            crowd.grow(min(reached, PROJECTS))
        write_targets()
        write_reports()
        plant()
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


def write_reports() -> None:
    """A form with a row for each indicator for every round and self-evaluation that has been filed: every fortieth
    project expects to fail, every forty-first gives another amount than it paid."""
    for stage, form in ((Stage.MONITORING, MonitoringForm), (Stage.EVALUATION, EvaluationForm)):
        filed = db.session.execute(
            select(Filing.id, Filing.project_id).where(Filing.stage == stage, Filing.status.in_(SHOWN))
        ).all()
        for start in range(0, len(filed), 2000):
            part = filed[start : start + 2000]
            if form is EvaluationForm:
                paid = [
                    {
                        "filing_id": i,
                        "target_id": i,
                        "executed_fiscal_fen": 12 * WAN if p % 41 == 0 else 10 * WAN,
                    }
                    for i, p in part
                ]
                db.session.execute(insert(form), paid)
                continue
            db.session.execute(insert(form), [{"filing_id": i, "target_id": i} for i, _p in part])
            rows = [
                {
                    "filing_id": i, "key": f"k{k}", "position": k,
                    "likelihood": Likelihood.IMPOSSIBLE if p % 40 == 0 else Likelihood.CERTAIN,
                }
                for i, p in part
                for k in range(1, len(FULL.rows) + 1)
            ]  # fmt: skip
            db.session.execute(insert(MonitoringRow), rows)


def plant() -> None:
    """Content, days and a village for every project, and faults of money for some: passed on late, not paid, paid
    beyond what there is, too small."""
    number = Project.id
    day = func.date("2020-03-15", literal("+") + (number % 90) + literal(" days"))
    db.session.execute(
        update(Project).values(
            content=literal("硬化村内道路") + number,
            place=literal("第") + number % VILLAGES + literal("村"),
            starts_on=day,
            ends_on=func.date("2020-12-31"),
        )
    )
    of = Release.project_id
    db.session.execute(update(Release).where(of % 43 == 0).values(received_on=date(2020, 1, 2)))
    db.session.execute(delete(Payment).where(Payment.project_id % 47 == 0))
    db.session.execute(update(Payment).where(Payment.project_id % 53 == 0).values(amount_fen=200 * WAN))
    db.session.execute(update(ProjectFund).where(ProjectFund.project_id % 59 == 0).values(amount_fen=WAN))


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
    dark = sorted(set(Rule) - set(done.by_rule))
    print(f"  rules that lit nothing: {', '.join(dark) or 'none'}")
    print(f"pass: {first:.1f} s, again {again:.1f} s; memory {peak} MB ({before} MB before it)")
    print(f"one saved record: {single * 1000:.1f} ms, {single / first:.6f} of the pass")
    short = PROJECTS < 20_000
    cheap = short or single * THOUSANDTH <= first
    return (
        0
        if peak < MEGABYTES and cheap and not dark and not (nothing.lit or nothing.changed or nothing.out)
        else 1
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        build(sys.argv[1])
    else:
        sys.exit(main())
