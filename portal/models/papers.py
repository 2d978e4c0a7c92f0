"""The register of issued papers: what was printed of a record, under which code it can be checked, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.papers import PaperKind, PaperState, grouped, state_of
from portal.models.base import Base, Code, UtcDateTime, stamped
from portal.models.people import User
from portal.models.units import Unit


class IssuedPaper(Base):
    """One version of a paper. subject: the record, "order:12"; digest: SHA-256 over what the paper says; code: what is
    printed on it. version counts the versions of a subject from 1; unit: who answers for the record.

    superseded_at: when the record said something else than this paper; revoked_by is None and the reason empty
    where the step that took the record back revoked its papers with it.
    """

    __tablename__ = "issued_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(Code(PaperKind))
    subject: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(80), index=True)
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(16), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    issued_at: Mapped[datetime] = stamped()
    issued_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    revoke_reason: Mapped[str | None] = mapped_column(Text)

    unit: Mapped[Unit] = relationship()
    issuer: Mapped[User] = relationship(foreign_keys=[issued_by])
    revoker: Mapped[User | None] = relationship(foreign_keys=[revoked_by])

    __table_args__ = (
        UniqueConstraint("subject", "version"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("(revoked_at IS NULL) = (revoke_reason IS NULL)", name="revoked_has_reason"),
        CheckConstraint("revoked_by IS NULL OR revoked_at IS NOT NULL", name="revoked_by_somebody"),
    )

    @property
    def called(self) -> str:
        """Its number, or its code where it has none."""
        return self.number or grouped(self.code)

    @property
    def state(self) -> PaperState:
        """Where the paper stands."""
        return state_of(self.superseded_at is not None, self.revoked_at is not None)
