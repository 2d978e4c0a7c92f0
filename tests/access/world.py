"""The ground of the access matrix: seven places, a person in every role near each of them, records in every state.

Who sees which place is written out as words below, not computed: the code under test is what computes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal.domain.roles import Actor, Role

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"

UNITS = {
    "own": "653222U1",
    "neighbour": "653222U2",
    "sibling": "653221U1",
    "foreign": "653125U1",
    "prefecture": "653200U1",
    "region": "650000U1",
    "other-region": "650000U2",
}
"""Implementing unit of each place's project: two departments of one county, another county of the same prefecture,
a county of another prefecture, the prefecture's own department, counterpart units of two divisions."""

CLERKS = {
    "own": "unit",
    "neighbour": "clerk-neighbour",
    "sibling": "clerk-sibling",
    "foreign": "clerk-foreign",
    "prefecture": "clerk-prefecture",
    "region": "region-unit",
    "other-region": "clerk-region2",
}
ISSUERS = {
    "own": "prefecture",
    "neighbour": "prefecture",
    "sibling": "prefecture",
    "prefecture": "prefecture",
    "foreign": "prefecture2",
    "region": "division",
    "other-region": "division2",
}

FURTHER = {
    "clerk-neighbour": ("653222U2", Role.ENTRY),
    "clerk-sibling": ("653221U1", Role.ENTRY),
    "clerk-foreign": ("653125U1", Role.ENTRY),
    "clerk-prefecture": ("653200U1", Role.ENTRY),
    "clerk-region2": ("650000U2", Role.ENTRY),
    "prefecture-entry": ("653200F", Role.ENTRY),
    "sibling-reviewer": ("653221F", Role.REVIEWER),
    "division2": ("650000D2", Role.DIVISION),
    "leader-county": ("653222F", Role.LEADER),
    "leader-unit": ("653222U1", Role.LEADER),
    "leader-division": ("650000D1", Role.LEADER),
    "leader-center": ("650000C", Role.LEADER),
    "auditor-prefecture": ("653200F", Role.AUDITOR),
}
"""Accounts beside those of the demo: unit code and role."""

_ALL = frozenset(UNITS)
_HOTAN = frozenset({"own", "neighbour", "sibling", "prefecture"})
SEES: dict[str, frozenset[str]] = {
    "center": _ALL,
    "leader-center": _ALL,
    "admin": _ALL,
    "auditor": _ALL,
    "division": frozenset({"region"}),
    "leader-division": frozenset({"region"}),
    "division2": frozenset({"other-region"}),
    "region-unit": frozenset({"region"}),
    "clerk-region2": frozenset({"other-region"}),
    "prefecture": _HOTAN,
    "leader": _HOTAN,
    "auditor-prefecture": _HOTAN,
    "prefecture-entry": _HOTAN,
    "prefecture2": frozenset({"foreign"}),
    "county": frozenset({"own", "neighbour"}),
    "county-entry": frozenset({"own", "neighbour"}),
    "leader-county": frozenset({"own", "neighbour"}),
    "county2": frozenset({"foreign"}),
    "sibling-reviewer": frozenset({"sibling"}),
    "unit": frozenset({"own"}),
    "leader-unit": frozenset({"own"}),
    "clerk-neighbour": frozenset({"neighbour"}),
    "clerk-sibling": frozenset({"sibling"}),
    "clerk-foreign": frozenset({"foreign"}),
    "clerk-prefecture": frozenset({"prefecture"}),
}
"""Which places' projects exist for each account."""

AT_HOME: dict[str, frozenset[str]] = {
    "prefecture": frozenset({"prefecture"}),
    "leader": frozenset({"prefecture"}),
    "auditor-prefecture": frozenset({"prefecture"}),
    "prefecture-entry": frozenset({"prefecture"}),
    "county": frozenset({"own", "neighbour"}),
    "county-entry": frozenset({"own", "neighbour"}),
    "leader-county": frozenset({"own", "neighbour"}),
    "county2": frozenset({"foreign"}),
    "sibling-reviewer": frozenset({"sibling"}),
    "unit": frozenset({"own"}),
    "leader-unit": frozenset({"own"}),
    "region-unit": frozenset({"region"}),
    "clerk-region2": frozenset({"other-region"}),
    "clerk-neighbour": frozenset({"neighbour"}),
    "clerk-sibling": frozenset({"sibling"}),
    "clerk-foreign": frozenset({"foreign"}),
    "clerk-prefecture": frozenset({"prefecture"}),
}
"""At which places an account belongs to the house that fills in, so that it knows that a draft exists."""

BULLETINS: dict[str, frozenset[str]] = {
    "center": _ALL,
    "leader-center": _ALL,
    "auditor": _ALL,
    "division": frozenset({"region"}),
    "leader-division": frozenset({"region"}),
    "division2": frozenset({"other-region"}),
    **dict.fromkeys(
        ("prefecture", "leader", "auditor-prefecture", "prefecture-entry"),
        frozenset({"own", "sibling", "prefecture"}),
    ),
    "prefecture2": frozenset({"foreign"}),
    **dict.fromkeys(("county", "county-entry", "leader-county"), frozenset({"own"})),
    "county2": frozenset({"foreign"}),
    "sibling-reviewer": frozenset({"sibling"}),
}
"""The bulletins of which places' bureaus or divisions an account reads; departments read none."""

FUNDS: dict[str, frozenset[str]] = {
    **BULLETINS,
    "admin": _ALL,
    **dict.fromkeys(("unit", "leader-unit", "clerk-neighbour"), frozenset({"own"})),
    "clerk-sibling": frozenset({"sibling"}),
    "clerk-foreign": frozenset({"foreign"}),
    "clerk-prefecture": frozenset({"prefecture"}),
    "region-unit": frozenset({"region"}),
    "clerk-region2": frozenset({"other-region"}),
}
"""The funds of which places' bureaus or divisions an account reads: a department those of its own place."""
VIEWS: dict[str, frozenset[str]] = {clerk: frozenset({place}) for place, clerk in CLERKS.items()}
"""The saved views and print jobs of which places exist for an account: each clerk has one, and nobody knows of
another's."""

_EVERYTHING = dict.fromkeys(("center", "leader-center", "admin", "auditor"), _ALL)
ISSUED: dict[str, frozenset[str]] = {
    **_EVERYTHING,
    **{clerk: frozenset({place}) for place, clerk in CLERKS.items()},
    "leader-unit": frozenset({"own"}),
}
"""The issued papers of which places' units an account finds in the register: those of its own unit."""

HANDOVERS: dict[str, frozenset[str]] = {
    **_EVERYTHING,
    **dict.fromkeys(("division", "leader-division"), frozenset({"region"})),
    "division2": frozenset({"other-region"}),
    **dict.fromkeys(("prefecture", "leader"), frozenset({"prefecture"})),
    **dict.fromkeys(("county", "leader-county"), frozenset({"own"})),
    "county2": frozenset({"foreign"}),
    "sibling-reviewer": frozenset({"sibling"}),
}
"""The handovers in which places' bureaus or divisions an account sees: of its own unit, where it may open one."""

DELEGATIONS: dict[str, frozenset[str]] = {
    **_EVERYTHING,
    "leader": frozenset({"prefecture"}),
    "leader-county": frozenset({"own"}),
    "leader-division": frozenset({"region"}),
}
"""The same of lent roles: a leader sees the unit's."""

RECEIVERS = {
    "own": "653222F",
    "sibling": "653221F",
    "foreign": "653125F",
    "prefecture": "653200F",
    "region": "650000D1",
    "other-region": "650000D2",
}
"""Unit that a place's bulletin goes to and that keeps its funds."""

ANNOUNCED: dict[str, frozenset[str]] = {
    **dict.fromkeys(("center", "leader-center", "admin", "auditor"), frozenset({"own", "foreign", "region"})),
    **dict.fromkeys(
        ("prefecture", "leader", "auditor-prefecture", "prefecture-entry", "county", "leader-county"),
        frozenset({"own"}),
    ),
    **dict.fromkeys(("prefecture2", "county2"), frozenset({"foreign"})),
    **dict.fromkeys(("division", "leader-division", "region-unit"), frozenset({"region"})),
}
"""The announcements to which places' units an account reads: of the own unit, to the own unit and role, or all. The
clerk of a bureau does not read what went to its reviewers."""

ADDRESSED = {
    "own": ("653222F", "county"),
    "foreign": ("653125F", "county2"),
    "region": ("650000U1", "region-unit"),
}
"""Unit that a place's announcement went to, and an account of the role it was for."""

DRAFTED: dict[str, frozenset[str]] = {
    **dict.fromkeys(("prefecture", "leader", "auditor-prefecture", "prefecture-entry"), frozenset({"own"})),
    "prefecture2": frozenset({"foreign"}),
    **dict.fromkeys(("division", "leader-division"), frozenset({"region"})),
}
"""The drafts of announcements that an account reads: the own unit's."""

OF_UNITS = {"bulletin": BULLETINS, "fund": FUNDS, "handover": HANDOVERS, "delegation": DELEGATIONS}
"""Kinds of things that belong to a place's bureau or division and not to a project."""

FILLS: dict[str, frozenset[str]] = {
    name: places
    for name, places in AT_HOME.items()
    if name in ("unit", "county-entry", "prefecture-entry", "region-unit") or name.startswith("clerk-")
}
"""At which places an account fills in, so that it reads what a draft says."""


OPEN_REVIEWS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("center", "leader-center", "admin", "auditor"), _ALL),
    **dict.fromkeys(("division", "leader-division"), frozenset({"region"})),
    "division2": frozenset({"other-region"}),
}
"""Whose concentrated reviews an account sees while they are open; once they have ended, those of all it sees."""

REPORTING = {"prefecture": "prefecture", "foreign": "prefecture2", "region": "center"}
"""Places with a unit that writes periodic reports, and an account of it."""

REPORTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("prefecture", "leader", "auditor-prefecture", "prefecture-entry"), frozenset({"prefecture"})
    ),
    "prefecture2": frozenset({"foreign"}),
    **dict.fromkeys(("center", "leader-center", "admin", "auditor"), frozenset(REPORTING)),
}
"""The reports of which places an account reads: its own unit's, and once signed all for those who read everything."""

RANKED = {"own": "653222", "sibling": "653221", "foreign": "653125", "prefecture": "653200"}
"""Places with a line of their own in a ranking: counties in the one that is open to objections, the prefecture in the
draft, which none but those who read everything know of."""

LINES: dict[str, frozenset[str]] = {
    who: (places & frozenset(RANKED)) - (frozenset() if places == _ALL else frozenset({"prefecture"}))
    for who, places in {**BULLETINS, **_EVERYTHING}.items()
}
"""The lines of which places an account looks into: a bureau its own place's and those within it."""

ONE_A_ROLE = ("admin", "center", "division", "prefecture", "county-entry", "leader", "auditor")
ACROSS = (*ONE_A_ROLE, "unit", "county", "prefecture2", "division2", "leader-division", "auditor-prefecture")
"""One account for each kind of scope and each role, for pages without a record."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A record of a place: kind ("filing"), state ("june"), id, and the facts that permissions look at."""

    kind: str
    place: str
    state: str
    id: int
    facts: Any = None
    project_id: int = 0


@dataclass
class Ground:
    """Everything the matrix walks over."""

    actors: dict[str, Actor] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    secrets: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Text that must not leave: its kind ("name", "live", "own", "ranked", "issued") and its place."""

    def of(self, kind: str, place: str | None = None, state: str | None = None) -> list[Thing]:
        """Things of a kind, of a place, in a state."""
        return [
            t for t in self.things if t.kind == kind and place in (None, t.place) and state in (None, t.state)
        ]

    def one(self, kind: str, place: str, state: str) -> Thing:
        """The one thing of a kind in a state at a place."""
        (found,) = self.of(kind, place, state)
        return found

    def near_and_far(self, kind: str, who: str) -> tuple[list[str], list[str]]:
        """Places whose things of a kind may exist for an account, and those whose do not."""
        seen = self._places(kind, who)
        places = {thing.place for thing in self.of(kind)}
        return sorted(places & seen), sorted(places - seen)

    @staticmethod
    def _places(kind: str, who: str) -> frozenset[str]:
        lines = {"ranked": LINES, "objection": LINES, "issued": ISSUED, "report": REPORTS}
        return {"announcement": ANNOUNCED, "view": VIEWS, "job": VIEWS, **OF_UNITS, **lines}.get(
            kind, SEES
        ).get(who, frozenset())

    def sees(self, who: str, thing: Thing) -> bool:
        """Whether a thing exists for an account, by the tables above and the rule of drafts."""
        if (apart := self._sees_apart(who, thing)) is not None:
            return apart
        if thing.place not in SEES[who]:
            return False
        home = thing.place in AT_HOME.get(who, ())
        match thing.kind:
            case "filing" | "review":
                return home or thing.state not in ("june", "august", "unsent")
            case "concentrated" | "drawn":
                return thing.state == "concluded" or thing.place in OPEN_REVIEWS.get(who, ())
            case "order":
                return thing.state in ("issued", "replied") or self._same_unit(who, thing)
            case "check":
                return thing.state == "concluded" or self._same_unit(who, thing)
            case "file":
                if thing.state in ("draft-filing", "live-filing"):
                    return thing.place in FILLS.get(who, ())
                return thing.state != "draft-order" or self._same_unit(who, thing)
        return True

    def _sees_apart(self, who: str, thing: Thing) -> bool | None:
        """The same of what belongs to no project, None for what does."""
        match thing.kind:
            case "announcement":
                return thing.place in (ANNOUNCED if thing.state == "published" else DRAFTED).get(who, ())
            case "ranking" | "ranking_set":
                return thing.state != "draft" or who in _EVERYTHING
            case "report":
                if thing.state == "draft" and who in _EVERYTHING:
                    return thing.place == "region"
                return thing.place in REPORTS.get(who, ())
            case "view" | "job" | "ranked" | "objection" | "issued":
                return thing.place in self._places(thing.kind, who)
        return thing.place in self._places(thing.kind, who) if thing.kind in OF_UNITS else None

    def _same_unit(self, who: str, thing: Thing) -> bool:
        return self.actors[who].unit_id == self.actors[ISSUERS[thing.place]].unit_id

    def forbidden(self, who: str) -> list[str]:
        """Texts that no page may show to an account."""
        found = []
        for text, (kind, place) in self.secrets.items():
            seen = place in SEES.get(who, ())
            issuer = who in self.actors and self.actors[who].unit_id == self.actors[ISSUERS[place]].unit_id
            allowed = {
                "name": seen,
                "live": place in FILLS.get(who, ()),
                "home": place in AT_HOME.get(who, ()),
                "own": issuer,
                "ranked": place in LINES.get(who, ()),
                "issued": place in ISSUED.get(who, ()),
            }[kind]
            if not allowed:
                found.append(text)
        return found
