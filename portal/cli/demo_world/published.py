"""Published tables and targets as the demo's forms take them: every published word stays, nothing is bent.

A published self-evaluation follows the form of its own place. What this plan's form asks for besides (a missing
second level, weights of 50/30/10) is added in a way that everybody sees: an added row says so in its remark and
has no result, a changed weight keeps the published one beside it, a value that lacks its unit gets one and keeps the
published text in the remark. A target of the library whose values the checks refuse stays a draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.domain.indicators import Level1, Level2
from portal.domain.money import format_wan, points_text
from portal.domain.published_reading import Case, Row, read_case
from portal.domain.scoring import PART_OF, Part
from portal.domain.target_checks import REQUIRED_LEVEL2, TargetRow

ADDED = "公开表未列此项，按填报要求补列"
_FIRST_OUTPUTS = (Level2.QUANTITY, Level2.QUALITY, Level2.TIMELINESS)
_FALLBACK = {
    Level1.OUTPUT: Level2.QUANTITY,
    Level1.BENEFIT: Level2.SOCIAL,
    Level1.SATISFACTION: Level2.USER_SATISFACTION,
}
_ONE_POINT = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a published table: as the target takes it, its published weight and score (hundredths), its actual
    value and note. added: not published but asked for by the form."""

    row: TargetRow
    weight: int | None = None
    score: int | None = None
    actual: str = ""
    note: str = ""
    added: bool = False

    @property
    def kept(self) -> bool:
        """True where the weight in the target is the published one."""
        return self.weight is not None and self.weight == self.row.weight


def lines_of(entry: Mapping[str, Any]) -> list[Line]:
    """The rows of a published table; rows under a row ("其中…") go into the remark of the one above."""
    case = read_case(entry)
    if case is None:
        return []
    below: dict[int, list[str]] = {}
    for place, row in enumerate(case.rows):
        if row.parent is not None:
            below.setdefault(row.parent, []).append(_spoken(entry["indicators"][place]))
    found: list[Line] = []
    for place, row in enumerate(case.rows):
        if row.parent is None:
            found.append(_line(entry["indicators"][place], row, below.get(place, []), found))
    return found


def _spoken(item: Mapping[str, Any]) -> str:
    return f"{item['name']}：{item['target_text'] or ''}"


def _line(item: Mapping[str, Any], row: Row, below: Sequence[str], before: Sequence[Line]) -> Line:
    level1 = row.level1 or Level1.OUTPUT
    level2 = row.level2 or _guessed(level1, before)
    remark = "；".join(below)
    target = TargetRow(
        "", level2.level1, level2, item["name"], item["target_text"] or "", row.weight, remark=remark
    )
    return Line(target, row.weight, row.score, item["actual_text"] or "", row.note)


def _guessed(level1: Level1, before: Sequence[Line]) -> Level2:
    """The second level of a row whose table names none: outputs in the order of the form."""
    if level1 is not Level1.OUTPUT:
        return _FALLBACK[level1]
    outputs = sum(1 for line in before if line.row.level1 is Level1.OUTPUT)
    return _FIRST_OUTPUTS[min(outputs, len(_FIRST_OUTPUTS) - 1)]


def accepted(line: Line, values: Mapping[str, str]) -> Line:
    """The line with the value that the form takes, if one is given for its name, and the published one in the remark."""
    value = values.get(line.row.name)
    if value is None:
        return line
    published = line.row.value
    said = f"公开表指标值为“{published}”，未带单位" if published else "公开表指标值空缺"
    remark = "；".join(filter(None, [line.row.remark, said]))
    return replace(line, row=replace(line.row, value=value, remark=remark))


def completed(lines: Sequence[Line], budget_fen: int, executed_fen: int | None) -> list[Line]:
    """The lines with a row for each level that the form asks for and the table lacks."""
    held = {line.row.level2 for line in lines}
    found = list(lines)
    money = Line(
        _added(Level2.COST, "项目总投资", f"≤{format_wan(budget_fen)}万元"),
        actual=f"{format_wan(executed_fen)}万元" if executed_fen else "",
        added=True,
    )
    texts = {
        Level2.QUANTITY: ("实施项目数量", "=1个"),
        Level2.QUALITY: ("项目验收合格率", "=100%"),
        Level2.TIMELINESS: ("项目按期完成率", "=100%"),
    }
    for level2 in REQUIRED_LEVEL2:
        if level2 not in held:
            found.append(money if level2 is Level2.COST else Line(_added(level2, *texts[level2]), added=True))
    if not any(level.level1 is Level1.BENEFIT for level in held):
        found.append(Line(_added(Level2.SOCIAL, "项目效益发挥情况", "达到预期"), added=True))
    if Level2.USER_SATISFACTION not in held:
        found.append(Line(_added(Level2.USER_SATISFACTION, "服务对象满意度", "≥90%"), added=True))
    return found


def _added(level2: Level2, name: str, value: str) -> TargetRow:
    return TargetRow("", level2.level1, level2, name, value, remark=ADDED)


def weighted(lines: Sequence[Line], parts: Mapping[Part, int]) -> list[Line]:
    """The lines with weights that fill each part: published ones where they fit, else in their proportion."""
    found: dict[int, Line] = {}
    for level1, part in PART_OF.items():
        mine = [n for n, line in enumerate(lines) if line.row.level1 is level1]
        for n, weight in zip(mine, _shares([lines[n] for n in mine], parts[part]), strict=True):
            found[n] = replace(lines[n], row=replace(lines[n].row, weight=weight))
    return [found[n] for n in range(len(lines))]


def _shares(lines: Sequence[Line], points: int) -> list[int]:
    if not lines:
        return []
    wanted = [_ONE_POINT if line.added else line.weight or line.score or 0 for line in lines]
    if not any(wanted) or all(line.added for line in lines):
        wanted = [1] * len(lines)
    usual = max(1, sum(wanted) // len(wanted))
    wanted = [weight or usual for weight in wanted]
    published = sum(weight for weight, line in zip(wanted, lines, strict=True) if not line.added)
    if published == points:
        # The table fills its part: an added row takes its point from the heaviest one.
        heaviest = wanted.index(max(wanted))
        wanted[heaviest] -= sum(wanted) - points
        return wanted
    shares = [weight * points // sum(wanted) for weight in wanted]
    shares[shares.index(max(shares))] += points - sum(shares)
    return shares


def beside(line: Line) -> str:
    """The published weight and score, where the form shows others."""
    if line.weight is None and line.score is None:
        return line.note
    said = [f"公开表分值{points_text(line.weight)}分" if line.weight is not None else "公开表未列分值"]
    said.append(f"得分{points_text(line.score)}分" if line.score is not None else "得分空缺")
    return "；".join(filter(None, ["，".join(said), line.note]))


def note_of(entry: Mapping[str, Any], case: Case) -> str:
    """Where a table comes from and what its head says, for the project's note."""
    year = f"{case.year}年度" if case.year else "年度不详"
    said = [f"公开自评表，{entry['region']}，{year}，{entry['form']}。"]
    if entry.get("execution_rate_published"):
        said.append(f"公布执行率{entry['execution_rate_published']}")
        if entry.get("execution_score_published"):
            said[-1] += f"，得分{entry['execution_score_published']}"
        said[-1] += "。"
    if entry.get("total_published"):
        said.append(f"公布总分{entry['total_published']}。")
    if entry.get("source"):
        said.append(f"来源：{entry['source']}")
    return "".join(said)
