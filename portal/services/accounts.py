"""Accounts and roles: made, changed and ended by an administrator; passwords as argon2id hashes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.domain.problems import Problem
from portal.domain.roles import UNIT_KINDS_OF_ROLE, Actor, Role
from portal.i18n import named
from portal.labels import label
from portal.models import Assignment, Unit, User
from portal.services import history, owners

MINIMUM_LENGTH = 10
MAXIMUM_LENGTH = 128
_KINDS_NEEDED = 3
_COMMON = frozenset(
    {"password", "passw0rd", "qwerty", "admin", "123456", "abc123", "iloveyou", "welcome", "xinjiang"}
)
# Without letters that are misread on paper: 0 O, 1 l I.
_READABLE = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=#%"
_hasher = PasswordHasher()
_decoy: list[str] = []


class AccountError(ValueError):
    """Something an account cannot take; problems say where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = list(problems)


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its own salt and parameters inside."""
    return _hasher.hash(password)


def check_password(user: User | None, password: str | None) -> bool:
    """Say whether a password opens an account. As slow for nobody as for somebody: no probing."""
    if user is None:
        if not _decoy:
            _decoy.append(_hasher.hash(secrets.token_urlsafe(16)))
        _matches(_decoy[0], password or "")
        return False
    return _matches(user.password_hash, password or "") and user.active


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password[:MAXIMUM_LENGTH])
    except (VerificationError, InvalidHashError):
        return False


def password_problems(password: str, username: str, minimum: int = MINIMUM_LENGTH) -> list[Problem]:
    """What a password lacks: length, kinds of letters, distance from the user name and common words."""
    kinds = sum(
        any(test(letter) for letter in password)
        for test in (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())
    )
    lowered = password.lower()
    found = []
    if not minimum <= len(password) <= MAXIMUM_LENGTH:
        found.append(Problem("password", "password.length", {"least": minimum, "most": MAXIMUM_LENGTH}))
    if kinds < _KINDS_NEEDED:
        found.append(Problem("password", "password.kinds", {"least": _KINDS_NEEDED}))
    if len(username) > 2 and username.lower() in lowered:
        found.append(Problem("password", "password.username"))
    if any(word in lowered for word in _COMMON) or len(set(lowered)) < 5:
        found.append(Problem("password", "password.common"))
    return found


def readable_password() -> str:
    """A first password that can be read out on the telephone; it must be changed at the first log-in."""
    letters = [secrets.choice(kind) for kind in _READABLE] + [secrets.choice(_READABLE[0]) for _ in range(8)]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def create_user(
    session: Session,
    actor: Actor | None,
    *,
    username: str,
    full_name: str,
    password: str,
    phone: str = "",
    language: str = "zh",
    demo: bool = False,
    must_change: bool = True,
    minimum: int = MINIMUM_LENGTH,
) -> User:
    """Make an account without roles. Raises AccountError."""
    name = username.strip()
    problems = _identity_problems(session, None, name, full_name, language)
    problems += password_problems(password, name, minimum)
    _refuse(problems)
    user = User(
        username=name,
        full_name=full_name.strip(),
        phone=phone.strip(),
        language=language,
        demo=demo,
        password_hash=hash_password(password),
        must_change_password=must_change,
    )
    session.add(user)
    session.flush()
    _record(session, actor, user, "account.create", {"username": name, "full_name": user.full_name})
    return user


def edit_user(session: Session, actor: Actor | None, user: User, values: Mapping[str, Any]) -> None:
    """Change username, full_name, phone, language or active. Closing an account ends its sessions.

    Raises AccountError; nobody closes the account they are working with, nor the last that open items have.
    """
    wanted = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
    problems = _identity_problems(
        session,
        user,
        wanted.get("username", user.username),
        wanted.get("full_name", user.full_name),
        wanted.get("language", user.language),
    )
    if actor is not None and actor.user_id == user.id and wanted.get("active") is False:
        problems.append(Problem("active", "account.own"))
    if user.active and wanted.get("active") is False:
        problems += _needed(session, user, clock.today(), user.assignments, "active")
    _refuse(problems)
    changes = {k: [getattr(user, k), v] for k, v in wanted.items() if getattr(user, k) != v}
    for name, value in wanted.items():
        setattr(user, name, value)
    if changes.get("active") == [True, False]:
        user.session_version += 1
    session.flush()
    if changes:
        _record(session, actor, user, "account.edit", {"changes": changes})


def _identity_problems(
    session: Session, user: User | None, username: str, full_name: str, language: str
) -> list[Problem]:
    found = []
    allowed = username.isascii() and all(letter.isalnum() or letter in "._-" for letter in username)
    if not allowed or not 2 <= len(username) <= 60:
        found.append(Problem("username", "account.username"))
    else:
        held = session.scalars(select(User.id).where(User.username == username)).one_or_none()
        if held is not None and (user is None or held != user.id):
            found.append(Problem("username", "account.username_taken", {"username": username}))
    if not full_name.strip() or len(full_name.strip()) > 60:
        found.append(Problem("full_name", "account.full_name"))
    if language not in ("zh", "ug"):
        found.append(Problem("language", "account.language"))
    return found


def set_password(
    session: Session, actor: Actor | None, user: User, password: str, *, minimum: int = MINIMUM_LENGTH
) -> None:
    """Set a password and end all sessions of the account. Raises AccountError.

    One set by somebody else must be changed at the next log-in; one's own counts as changed.
    """
    problems = password_problems(password, user.username, minimum)
    own = actor is not None and actor.user_id == user.id
    if own and _matches(user.password_hash, password):
        problems.append(Problem("password", "password.same"))
    _refuse(problems)
    user.password_hash = hash_password(password)
    user.must_change_password = not own
    user.session_version += 1
    session.flush()
    _record(session, actor, user, "account.password", {"own": own})


def assign(
    session: Session,
    actor: Actor | None,
    user: User,
    unit: Unit,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
) -> Assignment:
    """Give a person a role in a unit for a time, the last day included. Raises AccountError.

    Which roles a kind of unit can hold stands in domain.roles; the same role in the same unit cannot overlap.
    """
    problems = []
    names = {"unit_zh": unit.name_zh, "unit_ug": unit.name_ug}
    if unit.kind not in UNIT_KINDS_OF_ROLE[role]:
        problems.append(Problem("role", "assignment.unit_kind", names))
    if ends_on is not None and ends_on < starts_on:
        problems.append(Problem("ends_on", "assignment.order"))
    if unit.valid_to is not None and starts_on >= unit.valid_to:
        problems.append(Problem("unit", "assignment.unit_ended", names))
    for held in session.scalars(
        select(Assignment).where(
            Assignment.user_id == user.id, Assignment.unit_id == unit.id, Assignment.role == role
        )
    ):
        if (ends_on is None or held.starts_on <= ends_on) and (
            held.ends_on is None or starts_on <= held.ends_on
        ):
            problems.append(Problem("starts_on", "assignment.overlap", {"since": held.starts_on.isoformat()}))
            break
    _refuse(problems)
    made = Assignment(user_id=user.id, unit_id=unit.id, role=role, starts_on=starts_on, ends_on=ends_on)
    made.user, made.unit = user, unit
    session.add(made)
    session.flush()
    _record(session, actor, user, "account.assign", _described(made))
    return made


def end_assignment(
    session: Session,
    actor: Actor | None,
    assignment: Assignment,
    ends_on: date,
    *,
    handed_over: bool = False,
) -> None:
    """End a role after a day; refused for a day before its first one, for the last holder whom open items have, and
    for the role one is acting in unless it has been handed over.

    Raises AccountError.
    """
    problems = []
    if ends_on < assignment.starts_on:
        problems.append(Problem("ends_on", "assignment.order"))
    own = actor is not None and actor.assignment_id == assignment.id and ends_on <= clock.today()
    if own and not handed_over:
        problems.append(Problem("ends_on", "assignment.own"))
    if assignment.ends_on is None or ends_on < assignment.ends_on:
        after = max(ends_on, clock.today()) + timedelta(days=1)
        problems += _needed(session, assignment.user, after, [assignment], "ends_on")
    _refuse(problems)
    before = assignment.ends_on
    assignment.ends_on = ends_on
    session.flush()
    details = _described(assignment)
    details["was"] = before.isoformat() if before else None
    _record(session, actor, assignment.user, "account.end_role", details)


def _needed(
    session: Session, user: User, day: date, roles: Sequence[Assignment], field: str
) -> list[Problem]:
    """What stands against the end of roles: open items that nobody else would have on a day."""
    lost = owners.left_behind(session, clock.today(), day, roles)
    if not lost:
        return []
    said = {"name": user.full_name, "text": owners.in_words(lost)}
    return [Problem(field, "account.last_holder", said)]


def demo_accounts(session: Session) -> list[tuple[str, str]]:
    """(user name, unit and role in the language of the page) of the demo accounts, oldest first."""
    rows = session.scalars(
        select(User)
        .where(User.demo, User.active)
        .options(joinedload(User.assignments).joinedload(Assignment.unit))
        .order_by(User.id)
    ).unique()
    return [
        (user.username, " / ".join(f"{named(a.unit)} · {label(a.role)}" for a in user.assignments))
        for user in rows
    ]


def _described(assignment: Assignment) -> dict[str, Any]:
    return {
        "role": assignment.role.value,
        "unit": assignment.unit_id,
        "unit_zh": assignment.unit.name_zh,
        "starts_on": assignment.starts_on.isoformat(),
        "ends_on": assignment.ends_on.isoformat() if assignment.ends_on else None,
    }


def _record(
    session: Session, actor: Actor | None, user: User, action: str, params: Mapping[str, Any]
) -> None:
    history.record(session, actor, f"account:{user.id}", f"account:{user.id}", action, params)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise AccountError(problems)
