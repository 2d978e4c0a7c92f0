"""Words for the parameters of a plan."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from portal.domain.scoring import QualitativeLevel

_BANDS = {
    QualitativeLevel.FULL: (_("定性指标达成：得分下限（%）"), _("定性指标达成：得分上限（%）")),
    QualitativeLevel.PARTIAL: (_("定性指标部分达成：得分下限（%）"), _("定性指标部分达成：得分上限（%）")),
    QualitativeLevel.NONE: (_("定性指标未达成：得分下限（%）"), _("定性指标未达成：得分上限（%）")),
}

PARAMETERS: dict[str, LazyString] = {
    "score.grade_excellent": _("评为优的最低分"),
    "score.grade_good": _("评为良的最低分"),
    "score.grade_fair": _("评为中的最低分"),
    **{
        f"score.band_{level.value}_{end}": text
        for level in QualitativeLevel
        for end, text in zip(("lower", "upper"), _BANDS[level], strict=True)
    },
    "score.over_achievement_ratio": _("超过指标值多少倍须说明原因"),
    "score.deductions": _("超额扣分表（倍数:扣减百分比，以空格分隔；空白为停用）"),
    "score.explain_execution_below": _("预算执行率低于多少须说明原因（0.9 即九成）"),
    "score.no_satisfaction_moves_to": _("无满意度指标时分值并入哪一项"),
    "deadline.review_days": _("审核时限（工作日）"),
    "deadline.mending_days": _("退回修改时限（工作日）"),
    "deadline.rectification_days": _("限时整改默认时限（工作日）"),
    "deadline.near_days": _("期限前第几个工作日起标为临近期限"),
    "papers.first_language": _("双语文件:0 为汉文在前,1 为维吾尔文在前"),
    "reminder.before": _("期限前第几个工作日提醒(可填多个,空格分开)"),
    "reminder.after": _("逾期第几个工作日提醒(可填多个,空格分开)"),
    "reminder.lock": _("锁定前第几个工作日提醒(可填多个,空格分开;空白为停用)"),
    "ladder.clerk": _("整改逾期几个工作日提醒经办人"),
    "ladder.leader": _("整改逾期几个工作日报本级财政局领导"),
    "ladder.prefecture": _("整改逾期几个工作日报地州市财政局"),
    "ladder.center": _("整改逾期几个工作日报评价中心"),
    "push.weekday": _("问题推送:0 为每个工作日,1-5 为每周一至周五(空白为停用)"),
    "report.prefecture_monthly_days": _("地州市月报:月末后几个工作日报送评价中心(空白为不设期限)"),
    "report.monthly_days": _("评价中心月报:月末后几个工作日报分管厅领导(空白为不设期限)"),
    "report.bimonthly_days": _("双月报:期末后几个工作日报厅长办公会议(空白为不设期限)"),
    "report.half_year_days": _("半年报:期末后几个工作日报厅党组会议(空白为不设期限)"),
    "report.year_end_days": _("年终总结:年末后几个工作日报厅党组会议(空白为不设期限)"),
    "attachment.max_mb": _("单个附件上限（兆字节）"),
    "light.A01.red": _("红灯:收文到下达超过多少日"),
    "light.A01.yellow": _("黄灯:收文到下达超过多少日"),
    "light.A02.red": _("红灯:收到资金多少日后仍未全部下达到项目"),
    "light.A02.yellow": _("黄灯:收到资金多少日后仍未全部下达到项目"),
    "light.P01.red": _("红灯:支付率落后序时进度超过多少个百分点"),
    "light.P01.yellow": _("黄灯:支付率落后序时进度超过多少个百分点"),
    "light.P02.red": _("红灯:下达后多少日未支付"),
    "light.P02.yellow": _("黄灯:下达后多少日未支付"),
    "light.P03.colour": _("金额互相矛盾的颜色"),
    "light.T01.colour": _("绩效目标逾期未通过的颜色"),
    "light.T02.red": _("红灯:绩效目标必须修改的问题达到几处"),
    "light.T02.yellow": _("黄灯:绩效目标的提醒达到几处"),
    "light.T03.small": _("单个项目少于多少万元为小项目"),
    "light.T03.many": _("同一地点同类项目达到几个"),
    "light.T03.colour": _("小项目、同地同类项目的颜色"),
    "light.T03.split": _("拆分项目的颜色"),
    "light.T04.goal": _("年度目标与先报项目相同达到百分之几"),
    "light.T04.goal_least": _("年度目标达到多少字才作比较(不计地名、项目名和数字)"),
    "light.T04.rows": _("指标和指标值与先报项目相同达到百分之几"),
    "light.T04.rows_least": _("指标达到几项才作比较(不计核心指标)"),
    "light.T04.colour": _("绩效目标雷同的颜色"),
    "light.T05.times": _("离群:偏离中位数达到偏差中位数的多少倍"),
    "light.T05.margin": _("离群:至少偏离中位数百分之几"),
    "light.T05.least": _("离群:至少与多少个同类项目比较"),
    "light.T05.colour": _("指标值离群的颜色"),
    "light.M01.colour": _("监控逾期未填报的颜色"),
    "light.M02.expected": _("预计全年支付低于资金总额的百分之几"),
    "light.M02.money": _("预计支付过低的颜色"),
    "light.M02.impossible": _("指标“完全不可能”完成的颜色"),
    "light.M02.possible": _("指标“有可能”完成的颜色"),
    "light.S01.colour": _("自评逾期未填报的颜色"),
    "light.S02.colour": _("自评执行数与支付不一致的颜色"),
    "light.R01.colour": _("整改逾期的颜色"),
}
"""Words for the keys of a plan's parameters."""
