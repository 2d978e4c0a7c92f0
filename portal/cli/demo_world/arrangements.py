"""Work arrangements of the demo's summer: three announcements, taken note of by some, and a nudge for missing targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo_people import People
from portal.cli.demo_world.staff import Staff
from portal.cli.demo_world.timeline import Diary, Script
from portal.domain.announcements import AnnouncementEntry, Group
from portal.domain.deadlines import WorkCalendar
from portal.domain.filings import EDITABLE, Stage
from portal.domain.roles import Role
from portal.models import Announcement, Filing, Project, Unit
from portal.services import announcements, nudges

_BUREAUS = frozenset({Role.ENTRY, Role.REVIEWER})


@dataclass(frozen=True, slots=True)
class Arrangement:
    """An announcement: the unit and day it is written on, and the units that take note, with the days they wait."""

    unit: str
    role: Role
    day: date
    entry: AnnouncementEntry
    readers: tuple[tuple[str, int], ...]
    pressed: date | None = None


ARRANGEMENTS = (
    Arrangement(
        "650000C",
        Role.CENTER,
        date(2020, 6, 8),
        AnnouncementEntry(
            title_zh="关于抓紧完成2020年扶贫项目绩效目标填报审核和录入的通知",
            text_zh="各地州市、县市区财政局：\n"
            "扶贫项目绩效目标须于6月30日前完成填报、审核，并录入全国财政扶贫资金动态监控系统。\n"
            "一、尚未填报的项目，请督促实施单位于6月19日前提交。\n"
            "二、县级初审、地州市审核请在收到后5个工作日内办结，退回的要写明具体指标和修改意见。\n"
            "三、6月24日起评价中心按日通报各地覆盖率，逾期未完成的下达整改通知书。",
            title_ug="2020-يىللىق نامراتلارنى يۆلەش تۈرلىرىنىڭ ئۈنۈم نىشانىنى تولدۇرۇش، تەكشۈرۈش ۋە كىرگۈزۈشنى چىڭ تۇتۇپ تاماملاش توغرىسىدا ئۇقتۇرۇش",
            text_ug="ھەرقايسى ۋىلايەت، ئوبلاست، شەھەر ۋە ناھىيە، شەھەر، رايون مالىيە ئىدارىلىرى:\n"
            "نامراتلارنى يۆلەش تۈرلىرىنىڭ ئۈنۈم نىشانى 30-ئىيۇندىن بۇرۇن تولدۇرۇلۇپ، تەكشۈرۈلۈپ، مەملىكەتلىك ھەرىكەتچان كۆزىتىش سىستېمىسىغا كىرگۈزۈلۈشى كېرەك.\n"
            "بىرىنچى، تېخى تولدۇرۇلمىغان تۈرلەرنى يولغا قويغۇچى ئورۇنلارنىڭ 19-ئىيۇندىن بۇرۇن يوللىشىغا ھەيدەكچىلىك قىلىڭ.\n"
            "ئىككىنچى، ناھىيە دەرىجىلىك دەسلەپكى تەكشۈرۈش ۋە ۋىلايەت دەرىجىلىك تەكشۈرۈش تاپشۇرۇۋالغاندىن كېيىن 5 خىزمەت كۈنى ئىچىدە تاماملانسۇن، قايتۇرۇلغاندا كونكرېت كۆرسەتكۈچ ۋە ئۆزگەرتىش پىكرى يېزىلسۇن.\n"
            "ئۈچىنچى، 24-ئىيۇندىن باشلاپ باھالاش مەركىزى ھەرقايسى جايلارنىڭ قاپلاش نىسبىتىنى ھەر كۈنى ئۇقتۇرىدۇ، مۆھلىتىدە تاماملىمىغانلارغا تۈزىتىش ئۇقتۇرۇشى چۈشۈرۈلىدۇ.",
            groups=frozenset({Group.PREFECTURES, Group.COUNTIES}),
            roles=_BUREAUS,
            due_on=date(2020, 6, 30),
        ),
        (
            ("653200F", 0), ("653222F", 1), ("653100F", 1), ("653125F", 3), ("653221F", 2), ("652900F", 2),
            ("653000F", 4), ("654000F", 3),
        ),
        pressed=date(2020, 6, 22),
    ),
    Arrangement(
        "650000C",
        Role.CENTER,
        date(2020, 7, 2),
        AnnouncementEntry(
            title_zh="关于开展2020年6月扶贫项目绩效监控的工作安排",
            text_zh="各地州市、县市区财政局，自治区有关部门单位：\n"
            "6月监控数据截至6月30日，请于7月20日前完成填报和审核。\n"
            "一、执行数与资金支付台账一致，指标写明实际完成值，不得照抄目标值。\n"
            "二、支付进度落后于序时进度20个百分点以上的，必须写明原因和改进措施。\n"
            "三、地州市财政局7月24日前报送本地监控报告。",
            title_ug="2020-يىل 6-ئايلىق نامراتلارنى يۆلەش تۈرلىرىنىڭ ئۈنۈمىنى كۆزىتىش خىزمىتىنى ئورۇنلاشتۇرۇش",
            text_ug="ھەرقايسى ۋىلايەت، ئوبلاست، شەھەر ۋە ناھىيە، شەھەر، رايون مالىيە ئىدارىلىرى، ئاپتونوم رايونلۇق مۇناسىۋەتلىك تارماق ئورۇنلار:\n"
            "6-ئايلىق كۆزىتىش سانلىق مەلۇماتى 30-ئىيۇنغىچە بولىدۇ، 20-ئىيۇلدىن بۇرۇن تولدۇرۇش ۋە تەكشۈرۈشنى تاماملاڭ.\n"
            "بىرىنچى، ئىجرا سانى مەبلەغ تۆلەش دەپتىرى بىلەن بىردەك بولسۇن، كۆرسەتكۈچكە ئەمەلىي تاماملانغان قىممەت يېزىلسۇن، نىشان قىممىتىنى كۆچۈرۈشكە بولمايدۇ.\n"
            "ئىككىنچى، تۆلەش سۈرئىتى ۋاقىت سۈرئىتىدىن 20 پىرسەنت پوئىنتتىن ئارتۇق كېيىن قالسا، سەۋەبى ۋە ياخشىلاش تەدبىرى چوقۇم يېزىلسۇن.\n"
            "ئۈچىنچى، ۋىلايەت، ئوبلاست، شەھەر مالىيە ئىدارىلىرى 24-ئىيۇلدىن بۇرۇن شۇ جاينىڭ كۆزىتىش دوكلاتىنى يوللىسۇن.",
            groups=frozenset({Group.PREFECTURES, Group.COUNTIES, Group.DEPARTMENTS}),
            roles=_BUREAUS,
            due_on=date(2020, 7, 20),
        ),
        (("653200F", 1), ("653100F", 2), ("653125F", 4), ("653221F", 3), ("650000U1", 2)),
    ),
    Arrangement(
        "653200F",
        Role.REVIEWER,
        date(2020, 7, 8),
        AnnouncementEntry(
            title_zh="关于对照问题推送逐项整改的工作提示",
            text_zh="各县市财政局：\n"
            "自治区推送我地区的问题已逐县列出。请逐项核对，属实的在整改时限内报送结果和佐证，"
            "情况有出入的对预警作出说明，不得以说明代替整改。\n"
            "7月17日前仍未签收推送的县市，地区财政局将电话催办并通报。",
            groups=frozenset({Group.COUNTIES}),
            roles=frozenset({Role.REVIEWER}),
            due_on=date(2020, 7, 17),
        ),
        (("653221F", 1), ("653223F", 1), ("653224F", 2)),
    ),
)  # fmt: skip
PRESSED_ON = date(2020, 7, 10)
"""The day on which the county bureau presses its department for targets that are late."""


def scripts(session: Session, people: People, staff: Staff, calendar: WorkCalendar) -> list[Script]:
    """The arrangements with those who take note of them, and the nudge."""
    made: dict[int, Announcement] = {}
    found: list[Script] = []
    for number, plan in enumerate(ARRANGEMENTS):
        found.append(_announce(session, people, staff, calendar, plan, number, made))
        for code, days in plan.readers:
            found.append(_read(session, people, staff, calendar, number, code, days, made))
    return [*found, _press(session, people, staff, calendar)]


def _unit(people: People, code: str) -> Unit:
    return people.held[code]


def _announce(
    session: Session,
    people: People,
    staff: Staff,
    calendar: WorkCalendar,
    plan: Arrangement,
    number: int,
    made: dict[int, Announcement],
) -> Iterator[datetime]:
    diary = Diary(f"announcement/{number}", calendar)
    yield diary.on(plan.day)
    writer = staff.of(_unit(people, plan.unit), plan.role)
    record = announcements.draft(session, writer, plan.entry)
    yield diary.after(0)
    announcements.publish(session, writer, record)
    made[number] = record
    if plan.pressed is not None:
        yield diary.on(plan.pressed)
        nudges.press_readers(session, writer, record, "请今天签收，并督促所属单位抓紧填报。")


def _read(
    session: Session,
    people: People,
    staff: Staff,
    calendar: WorkCalendar,
    number: int,
    code: str,
    days: int,
    made: dict[int, Announcement],
) -> Iterator[datetime]:
    """A unit's reviewer, or a department's clerk, takes note some days after the announcement's own."""
    unit, plan = _unit(people, code), ARRANGEMENTS[number]
    diary = Diary(f"announcement/{number}/{code}", calendar, last=Diary(str(number), calendar).on(plan.day))
    yield diary.after(days + 1)
    role = Role.ENTRY if unit.kind == "department" else Role.REVIEWER
    if number in made:
        announcements.receive(session, staff.of(unit, role), made[number])


def _press(session: Session, people: People, staff: Staff, calendar: WorkCalendar) -> Iterator[datetime]:
    """The county's bureau presses for targets of its department that are still missing."""
    yield Diary("nudge", calendar).on(PRESSED_ON)
    bureau, department = _unit(people, "653222F"), _unit(people, "653222U1")
    late = session.scalars(
        select(Filing)
        .join(Project, Project.id == Filing.project_id)
        .where(
            Project.implementing_unit_id == department.id,
            Filing.stage == Stage.TARGET,
            Filing.adjustment_no == 0,
            Filing.status.in_(sorted(EDITABLE)),
        )
        .order_by(Filing.id)
        .limit(1)
    ).all()
    for filing in late:
        nudges.press(session, staff.of(bureau, Role.REVIEWER), filing, "目标已过6月30日期限，请本周内提交。")
