"""How far each demo project has come: the cast of the demo accounts, and the turns of all other projects."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """Where a project stands on the demo's day; empty: not begun.

    target, m05, m06, evaluation: "draft", "submitted", "recalled", "under_review", "returned", "returned_above",
    "mended" (returned once, then approved) or "approved"; rounds also "nothing". adjusted: the same of an adjustment.
    check: "open", "concluded", "cancelled". order: "draft", "issued", "acknowledged", "replied", "sent_back",
    "closed", "withdrawn", with "+" at the end where the deadline has passed; by: "above", "own" or "center".
    """

    target: str = "approved"
    recorded: bool = False
    m05: str = ""
    m06: str = ""
    adjusted: str = ""
    evaluation: str = ""
    check: str = ""
    order: str = ""
    by: str = "above"
    flawed: bool = False
    doubtful: bool = False

    @property
    def early(self) -> bool:
        """True where the target was approved in spring, in time for the rounds."""
        return self.recorded or bool(self.m05 or self.m06 or self.adjusted or self.evaluation)

    @property
    def finished(self) -> bool:
        """True where the work ended in June and the year is being evaluated."""
        return bool(self.evaluation)


@dataclass(frozen=True, slots=True)
class Part:
    """A project of the cast: the unit by code, the kind, the story."""

    unit: str
    kind: str
    story: Story


def _done(**more: object) -> Story:
    return Story(**{"recorded": True, "m05": "approved", "m06": "approved", **more})  # type: ignore[arg-type]


CAST: tuple[Part, ...] = (
    # 墨玉县: work for unit, county-entry, county, and above them prefecture and leader.
    Part("653222U1", "planting", Story("draft")),
    Part("653222U1", "household_farming", Story("returned")),
    Part("653222U1", "processing", Story("submitted", flawed=True)),
    Part("653222U1", "living_environment", Story(recorded=True, m05="approved", doubtful=True)),
    Part("653222U1", "fishery", Story()),
    Part("653222U1", "breeding", Story(recorded=True, m05="approved", m06="submitted", order="issued")),
    Part("653222U1", "planting", _done(evaluation="approved", check="concluded", order="replied")),
    Part("653222U3", "drinking_water", Story(recorded=True, m05="mended", m06="returned")),
    Part("653222U2", "road", Story(recorded=True, m05="nothing", m06="draft", order="acknowledged+")),
    Part("653222F", "microcredit", Story("recalled")),
    Part("653222U3", "irrigation", Story("under_review", flawed=True)),
    Part("653222U1", "processing", Story("")),
    # The region's counterpart units and their divisions.
    Part("650000U1", "animal_health", Story("submitted")),
    Part("650000U1", "breeding", Story(recorded=True, m05="approved", order="acknowledged")),
    Part("650000U1", "animal_health", _done(evaluation="approved")),
    Part("650000U1", "breeding", Story("returned")),
    Part("650000U2", "disability", Story("")),
    Part("650000U3", "drinking_water", Story(recorded=True, m05="approved", m06="submitted")),
    # 莎车县 and 喀什地区.
    Part("653125U1", "planting", Story("submitted")),
    Part("653125U2", "road", Story("under_review")),
    Part("653125U3", "irrigation", Story()),
    Part("653125U1", "breeding", Story(recorded=True, m05="approved", m06="under_review", order="sent_back")),
    Part("653125U1", "household_farming", _done(evaluation="submitted", check="open", by="center")),
    Part("653125U3", "drinking_water", _done(evaluation="returned", order="replied", by="center")),
    # A prefecture's own units, and what the rest of the states needs.
    Part("653200U1", "processing", Story(recorded=True, m05="approved", adjusted="approved")),
    Part("653200U2", "road", Story("submitted")),
    Part("653200U3", "irrigation", _done(evaluation="approved", check="cancelled", order="closed")),
    Part("653100U1", "planting", Story(recorded=True, m05="returned", order="withdrawn", by="center")),
    Part("653100U2", "road", Story("returned_above", order="draft", by="center")),
)
"""The projects that give each demo account its work, and together show every state there is."""

TURNS: tuple[Story, ...] = (
    Story(recorded=True, m05="approved", m06="submitted"),
    Story("draft"),
    _done(),
    Story("submitted"),
    Story(recorded=True, m05="approved"),
    Story("returned", flawed=True),
    Story(),
    Story(recorded=True, m05="approved", m06="draft", doubtful=True),
    Story("under_review"),
    Story(recorded=True, m05="approved", m06="nothing"),
    _done(evaluation="draft"),
    Story(""),
    Story(recorded=True),
    Story(recorded=True, m05="mended", m06="under_review", order="issued"),
    _done(evaluation="approved", check="concluded", order="acknowledged"),
    Story("mended", recorded=True),
    Story(recorded=True, m05="nothing", m06="approved"),
    Story(recorded=True, m05="draft", order="acknowledged+"),
    Story("submitted", flawed=True),
    Story(recorded=True, m05="approved", adjusted="submitted"),
    _done(evaluation="submitted"),
    Story(recorded=True, m05="approved", order="closed"),
    Story(),
    Story("recalled"),
    Story(recorded=True, m05="approved", m06="returned"),
    _done(evaluation="under_review", doubtful=True),
    Story(recorded=True, m05="submitted", order="issued+"),
    Story("returned_above"),
    Story(recorded=True, m05="approved", m06="mended", order="sent_back+"),
    Story(recorded=True, m05="under_review"),
    Story(recorded=True, m05="submitted"),
    Story(recorded=True, m05="approved", adjusted="approved", m06="submitted"),
    Story("draft", order="closed+", by="own"),
    _done(evaluation="approved", check="open"),
    Story(recorded=True, m05="returned", order="replied+"),
    Story(recorded=True, m05="approved", adjusted="draft"),
    Story("", order="withdrawn", by="own"),
    _done(evaluation="mended", check="cancelled", order="draft"),
    Story(recorded=True, m05="nothing"),
    Story("submitted"),
    Story(""),
    Story(recorded=True),
    Story("under_review"),
    Story(recorded=True, m05="approved"),
    Story(),
    Story("draft"),
    Story("returned"),
    Story(recorded=True),
)
"""Stories of all other projects, in turn."""

FINISHED = Story(recorded=True, m05="approved", m06="approved", evaluation="approved", check="concluded")
"""A project of last year."""
