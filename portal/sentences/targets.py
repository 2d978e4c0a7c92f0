"""Sentences of the target declaration and its indicators."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "target.goal.empty": _("年度目标为空。请写明本年度要完成的内容、数量、时间和效果。"),
    "target.goal.short": _(
        "年度目标只有 %(count)s 字,少于 %(minimum)s 字。请补充数量、时间和受益情况,或说明理由。"
    ),
    "target.goal.is_name": _("年度目标只是重复项目名称“%(name)s”。请写明要完成的内容、数量和效果。"),
    "target.goal.no_figures": _("年度目标没有数字。请写明要完成的数量、时间或受益人数,或说明理由。"),
    "target.goal.phrases": _(
        "年度目标写了“%(word)s”,但没有具体数字。请写明要完成的数量、时间或受益人数,或说明理由。"
    ),
    "target.goal.copied": _("年度目标与本单位项目“%(project)s”完全相同。请按本项目实际改写,或说明理由。"),
    "target.rows.none": _("还没有绩效指标。请从指标库加入,或添加一行。"),
    "target.missing.quantity": _("缺少数量指标。请增加至少一个,写明要完成的数量。"),
    "target.missing.quality": _("缺少质量指标。请增加至少一个,例如项目(工程)验收合格率。"),
    "target.missing.timeliness": _("缺少时效指标。请增加至少一个,例如完工时限或完成及时率。"),
    "target.missing.cost": _("缺少成本指标。请增加至少一个,例如单位补助标准。"),
    "target.missing.benefit": _("缺少效益指标。请增加至少一个经济、社会、生态效益或可持续影响指标。"),
    "target.missing.satisfaction": _("缺少服务对象满意度指标。请增加至少一个,例如受益群众满意度 ≥95%%。"),
    "target.core.missing": _("缺少本类项目的核心指标“%(name)s”。请从指标库添加,或说明不适用的理由。"),
    "target.name.duplicate": _("指标“%(name)s”与第 %(row)s 行同名。请合并两行,或改写其中一行的名称。"),
    "target.name.near_copy": _("指标“%(name)s”与“%(other)s”几乎相同。请合并或改写,确属两项的请说明理由。"),
    "target.name.is_project": _("指标名称就是项目名称“%(name)s”。请改为要考核的具体内容,或说明理由。"),
    "target.funds.zero": _("年度资金总额为 0。请先在“资金与支付”中填写各项资金。"),
    "target.funds.unit": _(
        "成本指标“%(name)s”的指标值“%(text)s”与年度资金总额 %(total)s 万元相差一万倍,"
        "疑似元和万元写错。请核对单位后改正。"
    ),
    "target.funds.small": _(
        "年度资金总额 %(total)s 万元,低于 %(limit)s 万元,属于细散小项目。请核对金额,或说明单独立项的理由。"
    ),
    "target.funds.released_over": _(
        "已下达资金 %(released)s 万元,超过年度资金总额 %(total)s 万元。请核对资金来源和下达记录,或说明理由。"
    ),
    "target.cost.over_total": _(
        "成本指标“%(name)s”的指标值“%(text)s”超过年度资金总额 %(total)s 万元。请改为不超过总额的数,或说明理由。"
    ),
    "target.cost.product_over": _(
        "“%(name)s”乘以“%(quantity)s”为 %(product)s 万元,超过年度资金总额 %(total)s 万元。"
        "请核对单价、数量和资金,或说明理由。"
    ),
    "target.cost.product_under": _(
        "“%(name)s”乘以“%(quantity)s”为 %(product)s 万元,低于年度资金总额 %(total)s 万元。"
        "请核对单价、数量,或补充其他成本指标,或说明理由。"
    ),
    "target.date.after_end": _(
        "“%(name)s”的日期“%(text)s”晚于项目完工日期 %(ends)s。请改为项目期内的日期,或说明理由。"
    ),
    "target.date.before_start": _(
        "“%(name)s”的日期“%(text)s”早于项目开工日期 %(starts)s。请改为项目期内的日期,或说明理由。"
    ),
    "indicator.name.empty": _("该行没有指标名称。请填写名称,或清空整行后保存以删除。"),
    "indicator.level.mismatch": _("“%(name)s”的二级指标不属于所选的一级指标。请重新选择指标类别。"),
    "indicator.value.empty": _("“%(name)s”没有指标值。请填写,例如 ≥95%%。"),
    "indicator.value.placeholder": _("“%(name)s”的指标值“%(text)s”是模板占位符。请改为实际数值。"),
    "indicator.value.unreadable": _(
        "“%(name)s”的指标值“%(text)s”无法识别。请写成符号、数字和单位,例如 ≥12公里。"
    ),
    "indicator.value.no_unit": _("“%(name)s”的指标值“%(text)s”没有单位。请补上单位,例如 %(text)s人。"),
    "indicator.value.above_hundred": _("“%(name)s”的指标值“%(text)s”超过 100%%。请改为不超过 100%% 的数。"),
    "indicator.value.at_least_hundred": _(
        "“%(name)s”写成“%(text)s”,不可能超过 100%%。请改为 =100%%,或说明理由。"
    ),
    "indicator.value.cost_at_least": _(
        "成本指标“%(name)s”写成“%(text)s”,方向反了。成本应控制在以内,请改用 ≤。"
    ),
    "indicator.value.count_at_most": _(
        "“%(name)s”写成“%(text)s”,数量越少越好不合常理。请改用 ≥,或说明理由。"
    ),
    "indicator.value.negative_at_least": _("“%(name)s”是负面情况,写成“%(text)s”方向反了。请改用 ≤。"),
    "indicator.value.zero_at_least": _(
        "“%(name)s”写成“%(text)s”,等于没有要求。请写出实际目标值,或说明理由。"
    ),
    "indicator.quantity.qualitative": _("数量指标“%(name)s”的指标值“%(text)s”没有数字。请写成数字和单位。"),
    "indicator.quantity.money": _(
        "数量指标“%(name)s”的指标值“%(text)s”是金额。请改为工程量或人数,金额放在成本指标,或说明理由。"
    ),
    "indicator.satisfaction.no_number": _(
        "满意度指标“%(name)s”的指标值“%(text)s”没有百分比。请写成例如 ≥95%%。"
    ),
    "indicator.satisfaction.hundred": _(
        "满意度“%(name)s”写成“%(text)s”,100%% 难以证明。请改为例如 ≥95%%,或说明理由。"
    ),
    "indicator.timeliness.no_date": _(
        "时效指标“%(name)s”的指标值“%(text)s”没有日期、天数或比率。请写成例如 2020年10月底前,或说明理由。"
    ),
    "indicator.date.other_year": _(
        "“%(name)s”的日期“%(text)s”不在方案年度 %(year)s 年内。请核对年份,或说明理由。"
    ),
    "indicator.name.is_target": _(
        "指标名称“%(name)s”已写入指标值“%(text)s”。请把数值只写在指标值一栏,或说明理由。"
    ),
    "indicator.name.execution_rate": _("“%(name)s”就是预算执行率,表中已单独计分。请删除该行,或说明理由。"),
    "indicator.category.suspect": _("“%(name)s”看来应归入%(level2)s。请调整类别,或说明理由。"),
    "weights.missing": _("“%(name)s”没有分值。请填写大于 0 的分值。"),
    "weights.not_positive": _("“%(name)s”的分值 %(weight)s 不大于 0。请改为大于 0 的分值。"),
    "weights.part_sum": _("%(part)s的分值合计为 %(sum)s,应为 %(expected)s。请调整各行分值。"),
    "weights.part_without_rows": _("%(part)s没有任何指标,应有 %(expected)s 分。请增加指标并填写分值。"),
    "weights.total": _("方案各部分分值合计为 %(sum)s,应为 %(expected)s。请联系评价中心修改方案。"),
    "money.empty": _("金额为空。请以万元为单位填写。"),
    "money.unreadable": _("金额“%(text)s”无法识别。请以万元为单位填写数字,例如 214.06。"),
    "money.decimals": _("金额“%(text)s”的小数超过 %(places)s 位。请精确到分,即万元后最多 6 位小数。"),
    "money.negative": _("金额“%(text)s”是负数。请填写不小于 0 的数。"),
    "money.too_large": _("金额“%(text)s”过大。请核对单位是否为万元。"),
    "points.unreadable": _("分值“%(text)s”无法识别。请填写最多两位小数的数字,例如 12.5。"),
    "number.unreadable": _("“%(text)s”不是整数。请填写不带小数的数字。"),
    "date.unreadable": _("日期“%(text)s”无法识别。请从日历选择,或按 2020-07-20 的格式填写。"),
}
