"""What makes two targets alike, and what does not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from portal.domain.indicators import Level2
from portal.domain.likeness import Compared, Print, marked, pieces_of, print_of, same_project, share, stems_of
from portal.domain.target_checks import TargetRow

GOAL = "2020年投入资金300万元,硬化{place}村组道路12公里,配套路肩和边沟,惠及5个行政村120户480人,方便农产品外运,改善出行条件。"
HOTAN = ("和田地区", "和田县", "和田县扎瓦镇道路项目")
KASHGAR = ("喀什地区", "叶城县", "叶城县萨依巴格乡道路项目")


def row(name: str, value: str, *, core: bool = False) -> TargetRow:
    """An indicator of quantity."""
    return TargetRow("", Level2.QUANTITY.level1, Level2.QUANTITY, name, value, None, core)


ROWS = (row("硬化道路里程", "≥12公里"), row("道路宽度", "≥4米"), row("边沟长度", "≥6公里"))


def of(goal: str = GOAL, rows: tuple[TargetRow, ...] = ROWS, names: tuple[str, ...] = HOTAN) -> Print:
    """The print of a target."""
    return print_of(goal, rows, names)


def alike(one: Print, other: Print, part: Compared) -> Fraction:
    """How alike two prints are in a part."""
    return share(one.pieces(part), other.pieces(part))


def test_places_project_names_and_figures_make_no_difference() -> None:
    mine = of(GOAL.format(place="和田县"))
    other = of(GOAL.format(place="叶城县").replace("12", "7").replace("480", "五百"), names=KASHGAR)
    assert alike(mine, other, Compared.GOAL) == 1
    assert set(mine.buckets) & set(other.buckets)


def test_a_goal_of_its_own_is_not_alike() -> None:
    other = of("新建机井3眼,铺设输水管网8公里,解决牧民冬季饮水不便的问题,水质检测全部合格。")
    assert alike(of(), other, Compared.GOAL) < Fraction(1, 5)
    assert not set(of().buckets[:9]) & set(other.buckets[:9])


def test_a_word_changed_here_and_there_is_still_found_by_a_bucket() -> None:
    changed = of(GOAL.replace("改善出行条件", "改善通行条件"))
    assert Fraction(8, 10) < alike(of(), changed, Compared.GOAL) < 1
    assert set(of().buckets) & set(changed.buckets)


def test_indicators_count_with_their_values() -> None:
    assert alike(of(), of(rows=ROWS), Compared.ROWS) == 1
    others = tuple(replace(one, value="≥7公里") for one in ROWS)
    assert alike(of(), of(rows=others), Compared.ROWS) == 0


def test_core_indicators_and_empty_rows_do_not_count() -> None:
    core = row("贫困人口满意度", "≥95%", core=True)
    assert of(rows=(*ROWS, core, row("待定", ""))).rows == of().rows
    assert of(rows=(core,)).rows == ()


def test_nothing_is_like_nothing() -> None:
    empty = of("", ())
    assert empty.buckets == ()
    assert alike(empty, empty, Compared.GOAL) == 0


def test_the_length_is_that_of_what_is_compared() -> None:
    assert of("在和田县修路", ROWS).length(Compared.GOAL) == 3
    assert of().length(Compared.ROWS) == 3


def test_the_same_content_gives_the_same_buckets_everywhere() -> None:
    assert of("修路架桥打井").buckets[0] == print_of("修路架桥打井", (), ()).buckets[0] == 1950246403037561589


def test_a_place_is_known_without_its_kind() -> None:
    assert stems_of(["和田地区", "扎瓦镇 英艾日克村"])[:2] == ("扎瓦镇英艾日克村", "扎瓦镇英艾日克")
    assert {"和田", "扎瓦", "英艾日克"} <= set(stems_of(["和田地区", "扎瓦镇 英艾日克村"]))
    assert stems_of(["县"]) == ()


def test_short_texts_are_their_own_piece() -> None:
    assert pieces_of("") == frozenset()
    assert pieces_of("修路") == {"修路"}
    assert pieces_of("修路架桥") == {"修路架", "路架桥"}


def test_common_runs_are_marked_and_nothing_is_lost() -> None:
    runs = marked("在和田县修建村组道路12公里", "在叶城县修建村组道路7公里")
    assert "".join(text for text, _common in runs) == "在和田县修建村组道路12公里"
    assert [text for text, common in runs if common] == ["县修建村组道路"]
    assert marked("修路", "打井") == [("修路", False)]
    assert marked("", "打井") == []


def test_a_project_that_goes_on_keeps_unit_and_name_but_for_figures() -> None:
    assert same_project(7, "2019年扎瓦镇道路项目", 7, "2020年扎瓦镇道路项目")
    assert not same_project(7, "2019年扎瓦镇道路项目", 8, "2020年扎瓦镇道路项目")
    assert not same_project(7, "2019年扎瓦镇道路项目", 7, "2020年扎瓦镇饮水项目")
