"""Jobs that the portal does by itself."""

from __future__ import annotations

from enum import StrEnum


class RunStatus(StrEnum):
    """How a run of a job ended, or that it has not."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CUT_SHORT = "cut_short"
