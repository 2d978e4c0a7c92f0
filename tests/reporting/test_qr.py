"""QR codes of papers: drawn as one path, read back whatever the address."""

from __future__ import annotations

import re

import pytest

from portal.reporting.qr import QUIET, symbol

RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


@pytest.mark.parametrize(
    "text", ["https://a.cn/check/2", "https://fpjx.xinjiang.example.cn/check/23456789ABCDEFGH"]
)
def test_the_dark_runs_lie_inside_the_quiet_zone_and_do_not_touch(text: str) -> None:
    drawn = symbol(text)
    runs = [tuple(map(int, run)) for run in RUN.findall(drawn.path)]
    assert "".join(f"M{x} {y}h{n}v1h-{m}z" for x, y, n, m in runs) == drawn.path
    for x, y, length, back in runs:
        assert length == back
        assert min(x, y) >= QUIET
        assert max(x + length, y + 1) <= drawn.size - QUIET
    ends = {(x + length, y) for x, y, length, _ in runs}
    assert not ends & {(x, y) for x, y, _length, _ in runs}


def test_the_three_finders_stand_in_their_corners() -> None:
    drawn = symbol("https://a.cn/check/2")
    last = drawn.size - QUIET - 7
    for x, y in ((QUIET, QUIET), (last, QUIET), (QUIET, last)):
        assert f"M{x} {y}h7v1h-7z" in drawn.path
