"""The sweep: lights in step with a day, reminders sent, overdue orders climbing, problems pushed.

Driven by the day alone, in parts that the caller commits one by one. A sweep that was cut short is made up for by the
next one on the same day: lights are compared with what the rules find, and the journal of reminders keeps what was sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.services import bulletins, lights, reminders


@dataclass(slots=True)
class Tally:
    """What a sweep did: projects looked at, lights lit, changed, come back and gone out, reminders sent (the rungs
    that orders climbed among them), bulletins pushed."""

    projects: int = 0
    lit: int = 0
    changed: int = 0
    back: int = 0
    out: int = 0
    reminders: int = 0
    rungs: int = 0
    bulletins: int = 0

    def add(self, other: Tally) -> None:
        """Count another part with this one."""
        for name, number in asdict(other).items():
            setattr(self, name, getattr(self, name) + number)

    @property
    def changes(self) -> int:
        """How many things it did beside looking."""
        return self.lit + self.changed + self.back + self.out + self.reminders + self.bulletins


def parts(session: Session, day: date) -> Iterator[Tally]:
    """Do the work of a day, a part at a time; each part is whole by itself. Raises UnreadableParameter."""
    for done in lights.sweep(session, day):
        yield Tally(done.projects, done.lit, done.changed, done.back, done.out)
    for sent in reminders.send(session, reminders.due(session, day), day):
        yield Tally(reminders=len(sent), rungs=sum(1 for item in sent if item.climbs))
    for _made in bulletins.push(session, day):
        yield Tally(bulletins=1)


def run(session: Session, day: date) -> Tally:
    """All parts in one transaction, for worlds that are built in one."""
    done = Tally()
    for part in parts(session, day):
        done.add(part)
    return done
