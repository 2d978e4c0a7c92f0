"""How long a batch takes to print, with how much memory: the portal's worker against headless Chromium and LibreOffice.

The batch: a hundred rectification orders of counties and fourteen monthly reports of prefectures. Chromium gets the HTML
that our layout engine gets, with the same styles and fonts; LibreOffice the Word files of the same documents, as it knows
neither the page nor the type of GB/T 9704 where it reads HTML. Both find their files written already; the portal makes
its own on the way, and also keeps each paper in its store and binds all in one file with bookmarks. Chromium runs as one
process with one page that is told what to print (measured: three times as fast as a process for each file; a page for
each file is a third slower and needs 1.1 GB where one page grows beyond 4), LibreOffice as one process for all files.

Each is a tree of processes of its own and runs twice. The first time its memory is sampled: resident memory (rss), which
counts pages shared by several processes several times, and proportional memory (pss), which counts them once. The second
time, with all files read and LibreOffice's profile made, it is timed from its start to its end; beside it the work of its
processors (cpu), which tells more than the time where others use the machine. (Measured: looking at the memory takes a
quarter more time where all processors are busy.) Then the portal is asked for the batch again, which it has kept.

Ends with an error where the portal is behind one of them in time or memory, or a second request costs more than a fifth
of the first.

    python benchmarks/documents.py [--orders 100] [--reports 14] [--only portal,chromium,libreoffice] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MEBIBYTE = 1 << 20
FIFTH = 5
PAUSE = 0.1
"""Seconds between two looks at the memory."""

LAID_OUT = "from benchmarks.documents import portal; portal({folder!r}, {orders}, {reports})"
DRIVEN = "from benchmarks.documents import chromium; chromium({folder!r})"

PROBLEM = (
    "绩效目标中数量指标与资金不符：申报表填报改造低产核桃园面积3200亩，批复的实施方案为{}亩，"
    "未附测算依据；满意度指标未注明调查方式和样本数。"
)


@dataclass(frozen=True, slots=True)
class Run:
    """What one batch took: seconds by the clock and of the processors, most resident and proportional memory of the tree
    in bytes, bytes of the files."""

    seconds: float
    work: float
    resident: int
    proportional: int
    size: int


def orders(count: int) -> list:
    """Orders that differ as those of one year do: number, place, project, what was found, days."""
    from tests.reporting.samples import ORDER

    made = []
    for number in range(1, count + 1):
        first, *rest = ORDER.problems
        made.append(
            replace(
                ORDER,
                number=f"和财绩整〔2020〕{number}号",
                recipient=replace(ORDER.recipient, zh=f"墨玉县第{number}乡人民政府"),
                project_name=replace(
                    ORDER.project_name, zh=f"墨玉县第{number}乡特色林果提质增效及配套渠道改造项目"
                ),
                problems=(replace(first, text=PROBLEM.format(3000 + number)), *rest),
                deadline=date(2020, 12, 1 + number % 28),
            )
        )
    return made


def reports(count: int) -> list:
    """Monthly reports of prefectures, of four pages each."""
    from tests.reporting.reported_samples import REPORT

    return [replace(REPORT, number=f"和田财绩报〔2020〕{number}号") for number in range(1, count + 1)]


@contextmanager
def press(folder: str | Path) -> Iterator[None]:
    """An application that knows words and fonts, with a store in a folder."""
    from flask import Flask

    from config import Config
    from portal.i18n import init_i18n

    app = Flask("benchmark")
    app.config.from_object(Config)
    app.config["DOCUMENT_FOLDER"] = str(Path(folder) / "store")
    init_i18n(app)
    with app.app_context():
        yield


def portal(folder: str, order_count: int, report_count: int) -> None:
    """Print the batch as the worker does: two processes, each paper kept, all bound in one file."""
    from collections import deque

    from portal.reporting.binding import Part, bind
    from portal.reporting.pool import Pool

    workers = min(2, os.cpu_count() or 1)
    with press(folder), Pool(workers) as pool:
        batch = [*reports(report_count), *orders(order_count)]
        under_way: deque = deque()
        places: list[str] = []
        for paper in batch:
            under_way.append(pool.lay_out(paper, "zh"))
            if len(under_way) >= pool.room:
                places.append(under_way.popleft().result())
        places += [one.result() for one in under_way]
        store = Path(folder) / "store"
        parts = [
            Part(store / place, "和田地区", str(number), "", "zh") for number, place in enumerate(places)
        ]
        bind(parts, Path(folder) / "portal.pdf", "和田地区")


def chromium(folder: str) -> None:
    """Print every HTML file of a folder with one page of one Chromium."""
    from playwright.sync_api import sync_playwright

    place = Path(folder)
    program = os.environ.get("PORTAL_CHROMIUM") or str(ROOT / ".venv" / "bin" / "chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for source in sorted(place.glob("*.html")):
            page.goto(source.as_uri())
            page.pdf(path=place / "chromium" / f"{source.stem}.pdf", prefer_css_page_size=True)
        browser.close()


def libreoffice(place: Path) -> list[str] | None:
    """The command that prints every Word file of a folder; None where there is no LibreOffice."""
    program = next((found for name in ("soffice", "libreoffice") if (found := shutil.which(name))), None)
    if program is None:
        return None
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    target = ["--convert-to", "pdf:writer_pdf_Export", "--outdir", str(place / "libreoffice")]
    return [program, "--headless", profile, *target, *map(str, sorted(place.glob("*.docx")))]


def write_sources(place: Path, order_count: int, report_count: int) -> None:
    """The HTML of the batch with the style sheets and fonts that the layout engine is handed beside it, and its Word
    files."""
    from portal.reporting import fonts, layout
    from portal.reporting.word import render_docx

    with press(place):
        for number, paper in enumerate([*reports(report_count), *orders(order_count)]):
            names = layout.sheet_names(paper.kind)
            sheets = "".join((layout.STYLES / name).read_text("utf-8") for name in names)
            html = layout.render_html(paper, "zh")
            html = html.replace("<style>", f"<style>{fonts.face_rules()}{sheets}", 1)
            (place / f"{number:03}.html").write_text(html, "utf-8")
            (place / f"{number:03}.docx").write_bytes(render_docx(paper, "zh"))


def measured(command: Sequence[str], made: Path, kept: Path | None = None) -> Run:
    """Run a command twice to its end, for its memory and for its time, and in between take away what it has kept.
    Raises CalledProcessError."""
    resident = proportional = 0
    for now in _watched(command, _memory):
        resident = max(resident, sum(rss for rss, _pss in now.values()))
        proportional = max(proportional, sum(pss for _rss, pss in now.values()))
    if kept is not None:
        shutil.rmtree(kept)
    worked: dict[int, float] = {}
    start = time.perf_counter()
    for work in _watched(command, _work):
        worked.update({pid: seconds for pid, seconds in work.items() if seconds})
    seconds = time.perf_counter() - start
    files = [made] if made.is_file() else sorted(made.glob("*.pdf"))
    size = sum(file.stat().st_size for file in files)
    return Run(seconds, sum(worked.values()), resident, proportional, size)


def _watched(command: Sequence[str], look: Callable[[Any], Any]) -> Iterator[dict[int, Any]]:
    """Run a command to its end and give what is seen of each process of its tree meanwhile. Raises
    CalledProcessError."""
    import psutil

    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PORTAL_CONFIG": "testing"}
    with tempfile.TemporaryFile() as said:
        process = psutil.Popen(list(command), env=environment, stdout=said, stderr=said)
        while process.poll() is None:
            yield {one.pid: look(one) for one in [process, *_children(process)]}
            time.sleep(PAUSE)
        if process.returncode:
            said.seek(0)
            sys.stderr.buffer.write(said.read()[-4000:])
            raise subprocess.CalledProcessError(process.returncode, command)


def _children(process: Any) -> list:
    import psutil

    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _memory(process: Any) -> tuple[int, int]:
    """Resident and proportional memory of a process in bytes; noughts once it is gone."""
    import psutil

    try:
        full = process.memory_full_info()
    except (psutil.Error, FileNotFoundError):
        return 0, 0
    return full.rss, full.pss


def _work(process: Any) -> float:
    """The seconds that a process has worked; nought once it is gone."""
    import psutil

    try:
        times = process.cpu_times()
    except (psutil.Error, FileNotFoundError):
        return 0.0
    return times.user + times.system


def told(name: str, run: Run) -> None:
    """Print one line of the comparison."""
    print(
        f"{name:<14} {run.seconds:>7.1f} s   cpu {run.work:>6.1f} s   rss {run.resident / MEBIBYTE:>6.0f} MB   "
        f"pss {run.proportional / MEBIBYTE:>6.0f} MB   {run.size / MEBIBYTE:>6.1f} MB of files",
        flush=True,
    )


def compare(place: Path, wanted: argparse.Namespace) -> int:
    """Print the comparison; 0 where the portal is ahead."""
    write_sources(place, wanted.orders, wanted.reports)
    words = {"folder": str(place), "orders": wanted.orders, "reports": wanted.reports}
    command = [sys.executable, "-c", LAID_OUT.format(**words)]
    print(f"{wanted.orders} orders and {wanted.reports} reports", flush=True)
    ours = measured(command, place / "portal.pdf", place / "store")
    told("portal", ours)
    again = measured(command, place / "portal.pdf")
    told("portal again", again)
    others: dict[str, Run] = {}
    if "chromium" in wanted.only:
        (place / "chromium").mkdir()
        others["chromium"] = measured([sys.executable, "-c", DRIVEN.format(**words)], place / "chromium")
        told("chromium", others["chromium"])
    if "libreoffice" in wanted.only:
        if (convert := libreoffice(place)) is None:
            print("libreoffice    is not installed: apt-get install libreoffice-writer-nogui")
        else:
            others["libreoffice"] = measured(convert, place / "libreoffice")
            told("libreoffice", others["libreoffice"])
    good = again.seconds * FIFTH <= ours.seconds
    for name, run in others.items():
        print(
            f"portal / {name}: time {ours.seconds / run.seconds:.2f}, cpu {ours.work / run.work:.2f}, rss {ours.resident / run.resident:.2f}, "
            f"pss {ours.proportional / run.proportional:.2f}"
        )
        good &= ours.seconds <= run.seconds and ours.proportional <= run.proportional
    return 0 if good else 1


def main() -> int:
    """Measure in a folder that is gone afterwards, or in the one that is to be kept."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--orders", type=int, default=100)
    asked.add_argument("--reports", type=int, default=14)
    asked.add_argument("--only", default="portal,chromium,libreoffice")
    asked.add_argument("--keep", type=Path)
    wanted = asked.parse_args()
    if wanted.keep is not None:
        wanted.keep.mkdir(parents=True, exist_ok=True)
        return compare(wanted.keep.resolve(), wanted)
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as folder:
        return compare(Path(folder), wanted)


if __name__ == "__main__":
    sys.exit(main())
