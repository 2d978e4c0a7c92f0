"""How long a 12-page self-evaluation takes to print: WeasyPrint in this process against headless Chromium.

Both get the same HTML with the same styles and fonts. The portal lays papers out in long-lived processes
(web server and worker), so WeasyPrint is warmed up once; Chromium is timed as its whole process, as it
would be started per paper, after a warm-up of its own. Runs alternate, medians are compared. Then the same
paper is asked for again: it comes from the store. Ends with an error when WeasyPrint is slower or the store
costs more than a fiftieth.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from flask_babel import Babel  # noqa: E402
from pypdf import PdfReader  # noqa: E402

from config import Config  # noqa: E402
from portal.reporting import fonts, layout  # noqa: E402
from portal.reporting.papers import (  # noqa: E402
    Bilingual,
    EvaluationPaper,
    EvaluationRow,
    FundLine,
    Project,
    SignOff,
)
from portal.reporting.store import Store  # noqa: E402

RUNS = 5
PAGES = 12
ROWS = 138
FIFTIETH = 50

LEVELS = (
    ("output", "quantity", "新建及改造防渗渠道长度（第{}标段）", "≥{}.6公里", "{}.8公里"),
    ("output", "quality", "第{}标段工程验收合格率", "100%", "100%"),
    ("output", "timeliness", "第{}标段按期完工率", "≥95%", "96.5%"),
    ("output", "cost", "第{}标段亩均补助标准", "≤475元/亩", "46{}元/亩"),
    ("benefit", "economic", "第{}标段带动户均增收", "≥12{}0元", "131{}元"),
    ("benefit", "social", "第{}标段受益建档立卡贫困人口数", "≥{}67人", "{}72人"),
    ("satisfaction", "user_satisfaction", "第{}标段受益贫困人口满意度", "≥95%", "97.25%"),
)


def twelve_pages() -> EvaluationPaper:
    """A self-evaluation of many lots, of a length that fills PAGES pages."""
    rows = []
    for number in range(ROWS):
        level1, level2, name, target, actual = LEVELS[number * len(LEVELS) // ROWS]
        lot = number % 38 + 1
        reason = "因汛期施工受阻，已督促施工方增加机械，确保9月底前完工" if number % 9 == 0 else ""
        rows.append(
            EvaluationRow(
                level1, level2, name.format(lot), 50, target.format(lot), actual.format(lot), 50, reason
            )
        )
    unit = Bilingual("墨玉县水利局")
    return EvaluationPaper(
        year=2020,
        number="墨财绩〔2020〕137号",
        project=Project(
            Bilingual("墨玉县灌区续建配套与节水改造项目"), "653222-2020-0137", "", "", unit, unit, "607001"
        ),
        funds=(
            FundLine(
                "total", budget_fen=214_060_000, executed_fen=204_060_000, rate=9533, weight=1000, score=953
            ),
        ),
        goal="新建及改造防渗渠道312.6公里，受益建档立卡贫困人口16720人。",
        achievement="已完成防渗渠道312.8公里，受益建档立卡贫困人口16812人。",
        indicators=tuple(rows),
        level1_weights=(("output", 5000), ("benefit", 3000), ("satisfaction", 1000)),
        total_weight=10000,
        total_score=9953,
        grade="excellent",
        sign_off=SignOff(unit, filled_on=date(2020, 12, 20)),
    )


def standalone(html: str) -> str:
    """The HTML that WeasyPrint gets, with the style sheets and fonts that WeasyPrint is handed beside it."""
    sheets = "".join((layout.STYLES / name).read_text("utf-8") for name in layout.sheet_names("evaluation"))
    return html.replace("<style>", f"<style>{fonts.face_rules()}{sheets}", 1)


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def chromium_command(page: Path, target: Path, profile: Path) -> list[str]:
    """Command line that prints ``page`` to ``target``."""
    program = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    if program is None:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    return [
        program,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-pdf-header-footer",
        f"--user-data-dir={profile}",
        f"--print-to-pdf={target}",
        page.as_uri(),
    ]


def main() -> int:
    """Print the comparison; 0 when both promises hold."""
    app = Flask("benchmark")
    app.config.from_object(Config)
    Babel(app, default_locale="zh_Hans_CN")
    paper = twelve_pages()
    with app.app_context(), tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        page, printed = place / "paper.html", place / "chromium.pdf"
        page.write_text(standalone(layout.render_html(paper, "zh")), "utf-8")
        command = chromium_command(page, printed, place / "profile")

        def weasyprint() -> bytes:
            return layout.render_pdf(paper, "zh")

        def chromium() -> None:
            subprocess.run(command, check=True, capture_output=True, timeout=120)

        cold = seconds(weasyprint)
        ours = place / "weasyprint.pdf"
        ours.write_bytes(weasyprint())
        chromium()
        times: dict[str, list[float]] = {"weasyprint": [], "chromium": []}
        for _ in range(RUNS):
            times["weasyprint"].append(seconds(weasyprint))
            times["chromium"].append(seconds(chromium))
        store = Store(place / "store")
        store.fetch_or_make(paper, "zh")
        again = statistics.median(
            seconds(lambda: store.fetch_or_make(paper, "zh").read_bytes()) for _ in range(RUNS)
        )
        pages = {
            name: len(PdfReader(path).pages) for name, path in (("weasyprint", ours), ("chromium", printed))
        }
    medians = {name: statistics.median(found) for name, found in times.items()}
    print(f"indicators {ROWS}, runs {RUNS}, first layout of the process {cold:.3f} s")
    for name, median in medians.items():
        print(f"{name:<11} {pages[name]:>3} pages  median {median:.3f} s  least {min(times[name]):.3f} s")
    ratio = medians["weasyprint"] / medians["chromium"]
    share = medians["weasyprint"] / again
    print(f"weasyprint / chromium {ratio:.2f}")
    print(f"again from the store {again * 1000:.1f} ms, 1/{share:.0f} of a layout")
    return 0 if ratio <= 1 and share >= FIFTIETH and pages["weasyprint"] == PAGES else 1


if __name__ == "__main__":
    sys.exit(main())
