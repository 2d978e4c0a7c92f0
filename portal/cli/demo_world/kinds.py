"""The 17 kinds of project as the demo tells them: names, contents and indicators, read from demo_kinds.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from portal.cli.demo_world.timeline import spread
from portal.domain.indicators import Level2
from portal.domain.money import format_wan
from portal.domain.target_checks import TargetRow
from portal.services.shipped import document

FILE = "demo_kinds.json"


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator of a kind: level, name, form of its value with arguments, points of the hundred."""

    level2: Level2
    name: str
    form: str
    args: tuple[Any, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of project. low to high: what is built, in `unit`; price: yuan a unit, from and to."""

    code: str
    department: str
    unit: str
    low: int
    high: int
    price: tuple[int, int]
    works: tuple[str, ...]
    do: str
    effect: str
    content: str
    rows: tuple[Row, ...]


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by code, in the order of the library."""
    found = {}
    for one in document(FILE)["kinds"]:
        rows = tuple(
            Row(Level2(r["level2"]), r["name"], r["form"], tuple(r["args"]), r["points"]) for r in one["rows"]
        )
        texts = {"works": tuple(one["works"]), "price": tuple(one["price"]), "rows": rows}
        found[one["code"]] = Kind(**{**one, **texts})
    return found


@dataclass(frozen=True, slots=True)
class Size:
    """The figures of one project: quantity, price (yuan a unit), beneficiaries, villages, its last day."""

    quantity: int
    price: int
    households: int
    persons: int
    villages: int
    ends_on: date

    @property
    def total_fen(self) -> int:
        """The money: quantity times price, so that the target fits it."""
        return self.quantity * self.price * 100


def size_of(kind: Kind, key: str, ends_on: date) -> Size:
    """Believable figures of a kind, the same for a key each time."""
    quantity = kind.low + spread(f"{key}q", kind.high - kind.low + 1)
    low, high = kind.price
    step = 10 ** max(0, len(str(low)) - 2)
    price = low + step * spread(f"{key}p", (high - low) // step + 1)
    direct = kind.unit in ("户", "人")
    households = 60 + spread(f"{key}h", 340)
    if direct:
        households = quantity if kind.unit == "户" else max(1, quantity * 10 // 38)
    persons = quantity if kind.unit == "人" else households * 4 - spread(f"{key}m", max(2, households // 2))
    return Size(quantity, price, households, persons, 1 + spread(f"{key}v", 9), ends_on)


def target_rows(kind: Kind, size: Size, year: int) -> tuple[TargetRow, ...]:
    """The indicators of a kind with this project's values and weights."""
    return tuple(
        TargetRow("", r.level2.level1, r.level2, r.name, _value(kind, r, size, year), r.points * 100)
        for r in kind.rows
    )


_OPENINGS = (
    "{year}年投入资金{money}万元，{do}{quantity}{unit}",
    "安排资金{money}万元，于{year}年内{do}{quantity}{unit}",
    "按批复的实施方案{do}{quantity}{unit}，{year}年全年使用资金{money}万元",
    "{do}，建设规模{quantity}{unit}，资金{money}万元在{year}年底前支付完毕",
    "结合村庄规划和群众意愿，{year}年{do}{quantity}{unit}，总投资{money}万元",
)
_REACHES = (
    "惠及{villages}个行政村建档立卡贫困户{households}户{persons}人",
    "{villages}个村的{households}户贫困户、{persons}人直接受益",
    "覆盖{villages}个行政村，带动贫困群众{households}户共{persons}人",
    "项目区{villages}个村，受益人口{persons}人，其中贫困家庭{households}户",
    "使{households}户建档立卡家庭{persons}人得到实惠，涉及{villages}个村",
)
_CLOSINGS = (
    "{effect}",
    "工程按期交付并落实管护责任，{effect}",
    "{effect}，为稳定脱贫打下基础",
    "建成后移交村集体管理，{effect}，群众认可",
)


def goal_of(kind: Kind, size: Size, year: int) -> str:
    """The annual goal in the words of the kind, with the project's figures; each project has its own way to say it."""
    key = f"{size.total_fen}/{size.households}/{size.persons}"
    parts = (
        choices[spread(f"{key}/{n}", len(choices))]
        for n, choices in enumerate((_OPENINGS, _REACHES, _CLOSINGS))
    )
    return (
        "，".join(parts).format(
            year=year,
            money=format_wan(size.total_fen),
            do=kind.do,
            quantity=size.quantity,
            unit=kind.unit,
            villages=size.villages,
            households=size.households,
            persons=size.persons,
            effect=kind.effect,
        )
        + "。"
    )


def _number(row: Row, size: Size) -> tuple[int | str, str]:
    base, factor, unit = row.args
    held = {
        "q": size.quantity,
        "households": size.households,
        "persons": size.persons,
        "villages": size.villages,
        "wan": size.total_fen // 1_000_000,
        "": 1,
    }[base]
    exact = round(held * factor * 100)
    if exact >= 1000:
        return round(exact / 100), unit
    return (exact // 100 if exact % 100 == 0 else f"{exact / 100:g}"), unit


def _value(kind: Kind, row: Row, size: Size, year: int) -> str:
    match row.form:
        case "q":
            return f"≥{size.quantity}{kind.unit}"
        case "n":
            number, unit = _number(row, size)
            return f"≥{number}{unit}"
        case "rate":
            return f"{row.args[0]}{row.args[1]}%"
        case "date":
            return f"{year}年{size.ends_on.month}月底前"
        case "price":
            return f"≤{size.price}元/{kind.unit}"
        case "years":
            return f"≥{row.args[0]}年"
        case _:
            return str(row.args[0])


def reported(kind: Kind, row: Row, size: Size, share: int, year: int) -> str:
    """What is reported for an indicator when `share` percent of the work is done; 100 is the end."""
    done = share >= 100
    match row.form:
        case "q":
            return f"{size.quantity * min(share, 100) // 100}{kind.unit}"
        case "n":
            number, unit = _number(row, size)
            if done:
                return f"{number}{unit}"
            return f"{float(number) * share / 100:.0f}{unit}"
        case "rate":
            return f"{row.args[1] if row.args[1] == 100 else min(100, row.args[1] + 1)}%"
        case "date":
            return f"{year}年{size.ends_on.month}月" if done else f"{share}%"
        case "price":
            return f"{size.price}元/{kind.unit}"
        case "years":
            return f"{row.args[0]}年"
        case _:
            return str(row.args[2] if done else row.args[1])
