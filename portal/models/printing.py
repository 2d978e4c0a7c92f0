"""Printing in bulk: who asked for which papers, how far the worker has come, the file that came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.printing import Packing, PaperStep, PrintKind, PrintLanguage, PrintState
from portal.domain.roles import Role
from portal.models.base import Base, Code, UtcDateTime, stamped
from portal.models.papers import IssuedPaper
from portal.models.people import User
from portal.models.units import Unit


class PrintJob(Base):
    """Papers asked for in one go. assignment_id and delegation_id: the role in which they were asked for, so that the
    worker prints what that person may as long as the role is held; name: what they are of; wanted: SHA-256 over what was asked for.

    address: that of the portal as the person reached it, for the codes on papers where none is configured. total and
    done count papers, skipped ones among the done. file_name is empty until there is a result and after its file has
    been cleared away; file_size in bytes, file_digest its SHA-256.
    """

    __tablename__ = "print_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[Role] = mapped_column(Code(Role))
    assignment_id: Mapped[int]
    delegation_id: Mapped[int | None]
    kind: Mapped[PrintKind] = mapped_column(Code(PrintKind))
    name_zh: Mapped[str] = mapped_column(String(200))
    name_ug: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[PrintLanguage] = mapped_column(Code(PrintLanguage))
    packing: Mapped[Packing] = mapped_column(Code(Packing))
    wanted: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(200))
    state: Mapped[PrintState] = mapped_column(Code(PrintState), default=PrintState.WAITING)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    file_name: Mapped[str] = mapped_column(String(300), default="")
    file_size: Mapped[int] = mapped_column(BigInteger, default=0)
    file_digest: Mapped[str] = mapped_column(String(64), default="")
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = stamped()
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        CheckConstraint("total > 0", name="total"),
        CheckConstraint("done BETWEEN 0 AND total", name="done"),
        CheckConstraint("skipped BETWEEN 0 AND done", name="skipped"),
        CheckConstraint(
            "(state IN ('waiting', 'running')) = (finished_at IS NULL)", name="unfinished_has_no_end"
        ),
        CheckConstraint("state <> 'running' OR started_at IS NOT NULL", name="running_has_start"),
        CheckConstraint("(state = 'failed') = (error IS NOT NULL)", name="failed_has_error"),
        CheckConstraint("state = 'done' OR file_name = ''", name="file_when_done"),
    )


# The same papers are asked for once until they are there.
Index(
    "uq_print_job_unfinished",
    PrintJob.user_id,
    PrintJob.wanted,
    unique=True,
    sqlite_where=PrintJob.finished_at.is_(None),
    postgresql_where=PrintJob.finished_at.is_(None),
)


class PrintItem(Base):
    """One paper of a job, chosen when the job was asked for. subject: the record, "order:12"; place and name: of the
    project as it was called then, the code among the name; document: where the paper stands below the folder of papers.
    """

    __tablename__ = "print_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("print_job.id"))
    position: Mapped[int]
    subject: Mapped[str] = mapped_column(String(60))
    place_zh: Mapped[str] = mapped_column(String(60))
    place_ug: Mapped[str] = mapped_column(String(120), default="")
    name: Mapped[str] = mapped_column(String(400))
    form: Mapped[str] = mapped_column(String(80))
    state: Mapped[PaperStep] = mapped_column(Code(PaperStep), default=PaperStep.WAITING)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("issued_paper.id"), index=True)
    document: Mapped[str] = mapped_column(String(80), default="")

    job: Mapped[PrintJob] = relationship()
    paper: Mapped[IssuedPaper | None] = relationship()

    __table_args__ = (
        UniqueConstraint("job_id", "position"),
        CheckConstraint("(state = 'done') = (document <> '')", name="done_has_document"),
    )
