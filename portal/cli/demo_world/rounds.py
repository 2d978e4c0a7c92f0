"""Monitoring rounds and self-evaluations of the demo: money paid, progress reported, results scored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from portal.cli.demo_world import files, inspection, words
from portal.cli.demo_world.kinds import Row, reported
from portal.cli.demo_world.stage import Stage, carry
from portal.cli.demo_world.timeline import Diary, spread
from portal.domain.evaluation_scores import EvaluationEntry
from portal.domain.evaluation_scores import MoneyEntry as YearMoney
from portal.domain.evaluation_scores import RowEntry as YearRow
from portal.domain.filings import DeviationReason, Likelihood
from portal.domain.monitoring_checks import MoneyEntry, RoundEntry, RowEntry, split_by_source
from portal.models import Filing
from portal.services import attachments, evaluations, monitoring, projects
from portal.services.projects import MoneyEntry as ProjectMoney
from portal.services.projects import PaymentEntry, ReleaseEntry


def play(stage: Stage) -> Iterator[datetime]:
    """The rounds of May and June, as far as the story goes."""
    story = stage.story
    if story.m05:
        yield stage.diary.on(stage.day(5, 6), 6)
        pay(stage, "m05", stage.day(4, 1), 12 + spread(f"{stage.key}s5", 30))
        yield from _round(stage, "m05", story.m05, stage.day(5, 12), 12)
    if story.m06 or story.finished:
        yield stage.diary.on(stage.day(7, 1))
        share = 94 + spread(f"{stage.key}s6", 7) if story.finished else 46 + spread(f"{stage.key}s6", 38)
        pay(stage, "m06", stage.day(5, 6), share)
        yield from _round(stage, "m06", story.m06, stage.day(7, 2), 3)


def evaluated(stage: Stage, diary: Diary) -> Iterator[datetime]:
    """The self-evaluation of a finished project, and the check of it; beside the round of June."""
    outcome = stage.story.evaluation
    yield diary.on(stage.day(7, 2))
    filing = stage.filings["evaluation"]
    yield from carry(
        stage, filing, outcome, lambda: save_evaluation(stage, filing), stage.day(7, 2), 1, diary=diary
    )
    yield from inspection.play(stage, diary)


def pay(stage: Stage, code: str, since: date, share: int) -> None:
    """Enter payments up to a share (percent) of the money, on two days from `since` on."""
    project = stage.project
    stage.shares[code] = share
    wanted = project.total_fen * share // 1_000_000 * 10_000 if share < 100 else project.total_fen
    missing = wanted - sum(p.amount_fen for p in project.payments)
    half = missing * 6 // 10 // 10_000 * 10_000
    more = []
    for n, amount in enumerate((half, missing - half)):
        if amount > 0:
            paid_on = since + timedelta(days=n * 14 + spread(f"{stage.key}{code}{n}", 10))
            more.append(
                PaymentEntry(None, paid_on, amount, f"{paid_on:%m}-{spread(f'{stage.key}{n}', 900) + 100}")
            )
    add_payments(stage, more)


def add_payments(stage: Stage, more: Iterable[PaymentEntry]) -> None:
    """Enter further payments; all other money stays as it stands."""
    project = stage.project
    held = [PaymentEntry(p.id, p.paid_on, p.amount_fen, p.voucher_no) for p in project.payments]
    releases = [
        ReleaseEntry(r.id, r.document_no, r.received_on, r.released_on, r.amount_fen, r.fund_id)
        for r in project.releases
    ]
    funds = {(f.source, f.year): f.amount_fen for f in project.funds}
    entry = ProjectMoney(funds, releases, [*held, *more])
    projects.save_money(stage.session, stage.clerk(), project, entry)


def _round(stage: Stage, code: str, outcome: str, start: date, within: int) -> Iterator[datetime]:
    filing = stage.filings[code]
    nothing = outcome == "nothing"
    if nothing:
        outcome = "approved" if spread(f"{stage.key}{code}", 5) else "submitted"
    yield from carry(
        stage, filing, outcome, lambda: save_round(stage, filing, code, nothing=nothing), start, within
    )


def save_round(stage: Stage, filing: Filing, code: str, *, nothing: bool) -> None:
    """Type a monitoring form, or confirm that there is nothing to report."""
    project, clerk = stage.project, stage.clerk()
    paid = project.paid_until(monitoring.cutoff_of(filing))
    fiscal, other = split_by_source(paid, project.fiscal_fen, project.other_fen)
    money = MoneyEntry(fiscal, other, project.fiscal_fen, project.other_fen)
    share = 100 if stage.story.finished and code == "m06" else min(95, stage.shares[code] + 5)
    rows = tuple(
        _row(stage, key, row, 0 if nothing else share, n) for n, (key, row) in enumerate(stage.rows.items())
    )
    reason = stage.pick(words.NOTHING, code) if nothing else ""
    entry = RoundEntry(money, rows, stage.pick(words.SUMMARIES, code), nothing, reason)
    monitoring.save(stage.session, clerk, filing, entry)
    if code == "m06" and not nothing and spread(f"{stage.key}photo", 5) == 0:
        picture = files.png(spread(stage.key, 90))
        attachments.upload(stage.session, clerk, stage.store, filing, "施工现场.png", picture)


def _row(stage: Stage, key: str, row: Row, share: int, number: int) -> RowEntry:
    kind, size, year = stage.kind, stage.size, stage.year
    progress = reported(kind, row, size, share, year)
    expected = reported(kind, row, size, 100, year)
    if not stage.story.doubtful or number > 1:
        return RowEntry(key, progress, expected, Likelihood.CERTAIN)
    reasons = frozenset({DeviationReason.FUNDING if number else DeviationReason.OTHER})
    if number == 0:
        less = reported(kind, row, size, 88, year)
        return RowEntry(
            key, progress, less, Likelihood.IMPOSSIBLE, reasons, words.REASON_TEXT, words.SHORTFALL
        )
    return RowEntry(key, progress, expected, Likelihood.POSSIBLE, reasons, words.REASON_TEXT, words.MEASURES)


def save_evaluation(stage: Stage, filing: Filing) -> None:
    """Type the self-evaluation of a finished project; a doubtful one missed its first quantity."""
    project, size = stage.project, stage.size
    executed = sum(p.amount_fen for p in project.payments)
    fiscal, other = split_by_source(executed, project.fiscal_fen, project.other_fen)
    text = words.ACHIEVEMENT.format(
        households=size.households, persons=size.persons, effect=stage.kind.effect
    )
    entry = EvaluationEntry(
        YearMoney(project.fiscal_fen, project.other_fen, fiscal, other),
        tuple(_result(stage, key, row, n) for n, (key, row) in enumerate(stage.rows.items())),
        "" if stage.story.evaluation == "draft" else text,
    )
    evaluations.save(stage.session, stage.clerk(), filing, entry)


def _result(stage: Stage, key: str, row: Row, number: int) -> YearRow:
    short = stage.story.doubtful and number == 0
    actual = reported(stage.kind, row, stage.size, 92 if short else 100, stage.year)
    attained = 8500 + 500 * spread(f"{stage.key}{key}", 3) if row.form == "words" else None
    return YearRow(key, actual, attained, deviation=words.SHORTFALL if short else "")
