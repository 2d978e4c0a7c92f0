"""By what an issued paper is checked: see docs/decisions/0014."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """What an issued paper bears to be checked by: its code in groups of letters, its version, the digest of what it
    says, the address of the check page and the one that leads to this very paper.
    """

    code: str
    version: int
    digest: str
    page: str
    address: str
