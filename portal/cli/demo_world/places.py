"""Where the demo's projects lie: departments for each kind of project, townships and parts of a county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo_people import People, make_unit
from portal.cli.demo_world.timeline import spread
from portal.domain.roles import Level
from portal.models import Region, Unit

FURTHER = {
    "education": ("U4", "教育局", "مائارىپ ئىدارىسى"),
    "health": ("U5", "卫生健康委员会", "سەھىيە-ساغلاملىق كومىتېتى"),
    "housing": ("U6", "住房和城乡建设局", "تۇرالغۇ ۋە شەھەر-يېزا قۇرۇلۇش ئىدارىسى"),
    "forestry": ("U7", "林业和草原局", "ئورمانچىلىق ۋە ئوتلاق ئىدارىسى"),
    "tourism": (
        "U8",
        "文化体育广播电视和旅游局",
        "مەدەنىيەت، تەنتەربىيە، رادىيو-تېلېۋىزىيە ۋە ساياھەت ئىدارىسى",
    ),
    "livestock": ("U9", "畜牧兽医局", "چارۋىچىلىق-مال دوختۇرلۇق ئىدارىسى"),
    "disability": ("U10", "残疾人联合会", "مېيىپلار بىرلەشمىسى"),
    "poverty": ("U11", "扶贫开发办公室", "نامراتلارنى يۆلەش-ئېچىش ئىشخانىسى"),
}
_FIRST = {"agriculture": 0, "transport": 1, "water": 2}

_TOWNSHIPS = {
    "653222": (
        "扎瓦镇", "奎牙镇", "喀尔赛镇", "普恰克其镇", "喀拉喀什镇", "托胡拉乡", "萨依巴格乡", "加汗巴格乡",
        "芒来乡", "阔依其乡", "雅瓦乡", "吐外特乡", "英也尔乡", "乌尔其乡",
    ),
    "653125": (
        "恰热克镇", "艾力西湖镇", "荒地镇", "依盖尔其镇", "阿瓦提镇", "古勒巴格镇", "米夏镇", "托木吾斯塘镇",
        "塔尕尔其镇", "乌达力克镇", "英吾斯塘乡", "阿热勒乡",
    ),
}  # fmt: skip
_PARTS = ("东部片区", "南部片区", "西部片区", "北部片区", "城郊片区", "沿河片区", "沿山片区")


@dataclass
class Places:
    """Counties with the department that carries each kind of project."""

    people: People
    regions: dict[str, Region] = field(default_factory=dict)
    further: dict[tuple[str, str], Unit] = field(default_factory=dict)

    def load(self, session: Session) -> None:
        """Make the departments that the accounts' places lack so far. Flushes."""
        rows = session.scalars(select(Region).order_by(Region.sort_order, Region.code)).all()
        self.regions = {row.code: row for row in rows if row.code in self.people.bureaus}
        for code, place in self.regions.items():
            if place.level is Level.COUNTY:
                for key, (suffix, *names) in FURTHER.items():
                    self.further[code, key] = make_unit(
                        session, self.people, place, suffix, (names[0], names[1])
                    )
        session.flush()

    def unit(self, code: str, department: str) -> Unit:
        """The department of a place; where it has none of its own, agriculture carries the work."""
        place = _FIRST.get(department)
        if place is None:
            held = self.further.get((code, department))
            if held is not None:
                return held
            place = 0
        return self.people.departments[code][place]

    def counties(self) -> Sequence[str]:
        """Codes of all counties, one of each prefecture in turn, so that the first few reach all of them."""
        by_prefecture: dict[str, list[str]] = {}
        for code, place in self.regions.items():
            if place.level is Level.COUNTY:
                by_prefecture.setdefault(code[:4], []).append(code)
        turns = max(len(codes) for codes in by_prefecture.values())
        return [codes[n] for n in range(turns) for codes in by_prefecture.values() if n < len(codes)]

    def prefectures(self) -> Sequence[str]:
        """Codes of all prefectures in the region's order."""
        return [code for code, place in self.regions.items() if place.level is Level.PREFECTURE]

    def area(self, code: str, key: str) -> str:
        """A township where they are known, else a part of the county; nothing for a prefecture."""
        if code not in self.regions or self.regions[code].level is not Level.COUNTY:
            return ""
        names = _TOWNSHIPS.get(code, _PARTS)
        return names[spread(f"{key}a", len(names))]
