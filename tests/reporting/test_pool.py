"""Papers laid out by several processes: the same files, faults that come back, nothing laid out twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from portal.reporting import pool as pool_module
from portal.reporting.papers import OrderPaper
from portal.reporting.pool import Pool
from portal.reporting.store import Store
from tests.reporting.samples import ORDER


@pytest.fixture
def store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of papers of this test alone."""
    monkeypatch.setitem(app.config, "DOCUMENT_FOLDER", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("workers", [0, 2])
def test_a_pool_leaves_the_file_that_one_process_would_make(app: Flask, store: Path, workers: int) -> None:
    papers: list[OrderPaper] = [replace(ORDER, number=f"和财绩整〔2020〕{n}号") for n in range(3)]
    with app.app_context(), Pool(workers) as pool:
        assert pool.room == max(1, 2 * workers)
        made = [pool.lay_out(paper, "zh") for paper in papers]
        places = [store / one.result(timeout=120) for one in made]
        assert places == [Store(store).path(paper, "zh") for paper in papers]
        assert all(place.read_bytes().startswith(b"%PDF-") for place in places)
        times = [place.stat().st_mtime_ns for place in places]
        again = [pool.lay_out(paper, "zh").result(timeout=120) for paper in papers]
        assert [store / place for place in again] == places
        assert [place.stat().st_mtime_ns for place in places] == times


@pytest.mark.parametrize("workers", [0, 1])
def test_a_fault_of_the_layout_comes_back_to_whoever_waits(app: Flask, store: Path, workers: int) -> None:
    with app.app_context(), Pool(workers) as pool:
        broken = pool.lay_out(replace(ORDER, stage="unheard of"), "zh")
        with pytest.raises(KeyError):
            broken.result(timeout=120)
        assert (store / pool.lay_out(ORDER, "zh").result(timeout=120)).is_file()


def test_what_the_store_has_starts_no_process(
    app: Flask, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        kept = Store(store).fetch_or_make(ORDER, "zh")
        monkeypatch.setattr(pool_module, "ProcessPoolExecutor", None)
        with Pool(2) as pool:
            assert store / pool.lay_out(ORDER, "zh").result(timeout=0) == kept
            with pytest.raises(TypeError):
                pool.lay_out(ORDER, "ug")
