"""Units and accounts of the demo world: bureaus of all places, three divisions with counterpart units, the accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.regions import REGION_ROOT
from portal.domain.roles import Level, Role, UnitKind
from portal.models import Assignment, Region, Unit, User
from portal.services.accounts import hash_password

PASSWORD = "Demo-2020!"  # noqa: S105 - the published password of the demo accounts, refused in production
SINCE = date(2019, 1, 1)

DIVISIONS = (
    ("农业农村处", "يېزا ئىگىلىك-يېزا باشقارمىسى"),
    ("社会保障处", "ئىجتىمائىي كاپالەت باشقارمىسى"),
    ("经济建设处", "ئىقتىسادىي قۇرۇلۇش باشقارمىسى"),
)
COUNTERPARTS = (
    ("自治区畜牧兽医局", "ئاپتونوم رايونلۇق چارۋىچىلىق-مال دوختۇرلۇق ئىدارىسى"),
    ("自治区民政厅", "ئاپتونوم رايونلۇق خەلق ئىشلىرى نازارىتى"),
    ("自治区水利厅", "ئاپتونوم رايونلۇق سۇ ئىشلىرى نازارىتى"),
)
_ADJECTIVES = (
    ("ناھىيىسى", "ناھىيىلىك"),
    ("شەھىرى", "شەھەرلىك"),
    ("رايونى", "رايونلۇق"),
    ("ۋىلايىتى", "ۋىلايەتلىك"),
    ("ئوبلاستى", "ئوبلاستلىق"),
)
DEPARTMENTS = (
    ("农业农村局", "يېزا ئىگىلىك-يېزا ئىدارىسى"),
    ("交通运输局", "قاتناش-تىرانسپورت ئىدارىسى"),
    ("水利局", "سۇ ئىشلىرى ئىدارىسى"),
)


@dataclass
class People:
    """Units by the name of the account or place that uses them; held: by code, what exists already."""

    units: dict[str, Unit] = field(default_factory=dict)
    bureaus: dict[str, Unit] = field(default_factory=dict)
    departments: dict[str, list[Unit]] = field(default_factory=dict)
    held: dict[str | None, Unit] = field(default_factory=dict)


def make_people(session: Session) -> People:
    """Make units and the demo accounts; what exists already is found again."""
    made = People(held={unit.code: unit for unit in session.scalars(select(Unit))})
    _region_units(session, made)
    places = session.scalars(
        select(Region)
        .where(Region.level != Level.REGION, Region.corps.is_(False), Region.code != "659000")
        .order_by(Region.sort_order, Region.code)
    ).all()
    for place in places:
        if place.valid_on(date(2020, 6, 1)):
            _place_units(session, made, place)
    session.flush()
    made.units |= {
        "prefecture": made.bureaus["653200"],
        "county": made.bureaus["653222"],
        "county-entry": made.bureaus["653222"],
        "unit": made.departments["653222"][0],
        "prefecture2": made.bureaus["653100"],
        "county2": made.bureaus["653125"],
        "unit-county2": made.departments["653125"][0],
        "unit-prefecture": made.departments["653200"][0],
    }
    _accounts(session, made)
    return made


def unit_of(
    session: Session,
    made: People,
    kind: UnitKind,
    level: Level,
    region: str,
    code: str,
    zh: str,
    ug: str,
    division: Unit | None = None,
) -> Unit:
    """The unit of a code, made where it is missing. Does not flush: some hundreds of them go in at once."""
    unit = made.held.get(code)
    if unit is None:
        unit = Unit(
            kind=kind, level=level, region_code=region, code=code, name_zh=zh, name_ug=ug, division=division
        )
        made.held[code] = unit
        session.add(unit)
    return unit


def make_unit(session: Session, made: People, place: Region, suffix: str, names: tuple[str, str]) -> Unit:
    """A department of a place, named after it in both languages; not flushed."""
    zh, ug = names
    return unit_of(
        session,
        made,
        UnitKind.DEPARTMENT,
        place.level,
        place.code,
        f"{place.code}{suffix}",
        f"{place.name_zh}{zh}",
        f"{of_place(place.name_ug)} {ug}".strip(),
    )


def of_place(name_ug: str) -> str:
    """A place's Uyghur name as it stands before the name of an office: ناھىيىسى becomes ناھىيىلىك."""
    for noun, adjective in _ADJECTIVES:
        if name_ug.endswith(noun):
            return name_ug.removesuffix(noun) + adjective
    return name_ug


def _region_units(session: Session, made: People) -> None:
    made.units["center"] = unit_of(
        session,
        made,
        UnitKind.CENTER,
        Level.REGION,
        REGION_ROOT,
        "650000C",
        "财政厅财政绩效评价中心",
        "مالىيە نازارىتى مالىيە ئۈنۈمىنى باھالاش مەركىزى",
    )
    for n, ((zh, ug), (unit_zh, unit_ug)) in enumerate(zip(DIVISIONS, COUNTERPARTS, strict=True), 1):
        division = unit_of(
            session,
            made,
            UnitKind.DIVISION,
            Level.REGION,
            REGION_ROOT,
            f"650000D{n}",
            f"财政厅{zh}",
            f"مالىيە نازارىتى {ug}",
        )
        unit = unit_of(
            session,
            made,
            UnitKind.DEPARTMENT,
            Level.REGION,
            REGION_ROOT,
            f"650000U{n}",
            unit_zh,
            unit_ug,
            division,
        )
        made.units.setdefault("division", division)
        made.units.setdefault("region-unit", unit)
        made.units[f"region-unit{n}"] = unit


def _place_units(session: Session, made: People, place: Region) -> None:
    made.bureaus[place.code] = unit_of(
        session,
        made,
        UnitKind.FINANCE_BUREAU,
        place.level,
        place.code,
        f"{place.code}F",
        f"{place.name_zh}财政局",
        f"{of_place(place.name_ug)} مالىيە ئىدارىسى".strip(),
    )
    made.departments[place.code] = [
        make_unit(session, made, place, f"U{n}", names) for n, names in enumerate(DEPARTMENTS, 1)
    ]


ACCOUNTS: tuple[tuple[str, str, Role], ...] = (
    ("center", "center", Role.CENTER),
    ("division", "division", Role.DIVISION),
    ("region-unit", "region-unit", Role.ENTRY),
    ("prefecture", "prefecture", Role.REVIEWER),
    ("county", "county", Role.REVIEWER),
    ("county-entry", "county-entry", Role.ENTRY),
    ("unit", "unit", Role.ENTRY),
    ("prefecture2", "prefecture2", Role.REVIEWER),
    ("county2", "county2", Role.REVIEWER),
    ("leader", "prefecture", Role.LEADER),
    ("admin", "center", Role.ADMIN),
    ("auditor", "center", Role.AUDITOR),
    ("center2", "center", Role.CENTER),
)
"""Demo account, the unit it works in, its role."""


def _accounts(session: Session, made: People) -> None:
    hashed = hash_password(PASSWORD)
    for username, unit, role in ACCOUNTS:
        if session.scalars(select(User).where(User.username == username)).one_or_none() is None:
            user = User(username=username, full_name=f"演示·{username}", password_hash=hashed, demo=True)
            user.assignments.append(Assignment(unit=made.units[unit], role=role, starts_on=SINCE))
            session.add(user)
    session.flush()
