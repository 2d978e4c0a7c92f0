"""What a workbook of the whole ledger costs: ROWS orders written out in one stream.

The orders are made by another process, so that the memory measured is that of the export alone. Ends with an error
where it needs 150 MB or more, or where a second workbook of a tenth of the rows takes less than a twentieth of the time
(the cost grows with the rows and not faster). `ROWS=10000 python benchmarks/ledger.py` is the short version.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from sqlalchemy import insert, select  # noqa: E402

from config import TestingConfig  # noqa: E402
from portal import clock, create_app  # noqa: E402
from portal.access.actor import actor_of  # noqa: E402
from portal.domain.filings import OrderStatus, ProblemCategory  # noqa: E402
from portal.extensions import db  # noqa: E402
from portal.models import Base, Order, Project, User  # noqa: E402
from portal.services import ledger  # noqa: E402
from portal.services.reference import load_reference  # noqa: E402
from portal.web.ledger_columns import COLUMNS  # noqa: E402
from portal.web.ledgers import _lines, _sheet, write  # noqa: E402
from tests.conftest import TODAY  # noqa: E402
from tests.factories import make_world  # noqa: E402

ROWS = int(os.environ.get("ROWS", "100000"))
MEGABYTES = 150
PART = 5000


def portal(folder: str) -> Flask:
    """An app on the SQLite file of a folder."""
    config = TestingConfig()
    config.SQLALCHEMY_DATABASE_URI, config.INSTANCE = f"sqlite:///{folder}/portal.sqlite", folder
    return create_app(config)


def build(folder: str) -> None:
    """Fill the database of a folder with ROWS issued orders."""
    with portal(folder).app_context(), clock.frozen(TODAY):
        Base.metadata.create_all(db.engine)
        load_reference(db.session())
        make_world(db.session())
        project = db.session.scalars(select(Project).order_by(Project.id).limit(1)).one()
        user = db.session.scalars(select(User).where(User.username == "prefecture")).one()
        shared = {
            "project_id": project.id,
            "status": OrderStatus.ISSUED,
            "category": ProblemCategory.TARGET_IRREGULAR,
            "problem": "数量指标与资金不符，绩效目标未细化到可衡量的程度，部分指标没有单位。",
            "basis": "财预〔2015〕88号",
            "requirement": "核实并更正数量指标，补充佐证材料后重新报送。",
            "unit_id": project.implementing_unit_id,
            "issuer_unit_id": user.assignments[0].unit_id,
            "drafted_by": user.id,
            "working_days": 10,
            "version_id": 1,
        }
        for first in range(0, ROWS, PART):
            rows = [{**shared, **_dated(n)} for n in range(first, min(first + PART, ROWS))]
            db.session.execute(insert(Order), rows)
        db.session.commit()


def _dated(number: int) -> dict[str, object]:
    issued = date(2020, 1, 6) + timedelta(days=number % 150)
    return {"number": f"整〔2020〕{number}号", "issued_on": issued, "due_on": issued + timedelta(days=14)}


def export(limit: int) -> tuple[float, int]:
    """Seconds and rows of a workbook of so many rows."""
    user = db.session.scalars(select(User).where(User.username == "center")).one()
    actor = actor_of(user, user.assignments[0])
    found = ledger.query(actor, ledger.Wanted()).limit(limit)
    started = time.perf_counter()
    with tempfile.TemporaryFile() as file:
        count = write(file, _sheet(actor, COLUMNS, TODAY), _lines(found, COLUMNS, TODAY))  # type: ignore[arg-type]
        seconds = time.perf_counter() - started
        file.seek(0)
        whole = "xl/worksheets/sheet1.xml" in zipfile.ZipFile(file).namelist()
    return seconds, count if whole else 0


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        subprocess.run([sys.executable, __file__, folder], check=True)
        app = portal(folder)
        with app.test_request_context(), clock.frozen(TODAY):
            whole, count = export(ROWS)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            tenth, _count = export(ROWS // 10)
    print(f"rows: {count}, seconds: {whole:.1f}, peak: {peak:.0f} MB, a tenth of the rows: {tenth:.1f} s")
    return 0 if count == ROWS and peak < MEGABYTES and tenth * 20 > whole else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        build(sys.argv[1])
    else:
        sys.exit(main())
