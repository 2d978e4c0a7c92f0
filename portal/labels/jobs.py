"""Words for the jobs that the portal does by itself, and for what they count."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel.speaklater import LazyString

JOBS: dict[str, LazyString] = {
    "nightly": p("job", "夜间维护"),
    "sweep": _("预警、提醒和督办"),
    "mail": p("job", "发送推送邮件"),
    "printing": p("job", "批量打印"),
}
"""Words for the jobs."""

RESULTS: dict[str, LazyString] = {
    "projects": p("result", "检查项目"),
    "lit": p("result", "新亮灯"),
    "changed": p("result", "变色或变化"),
    "back": p("result", "恢复亮灯"),
    "out": p("result", "熄灭"),
    "reminders": p("result", "提醒"),
    "rungs": p("result", "提级督办"),
    "bulletins": p("result", "问题推送"),
    "mailed": p("result", "已发邮件"),
    "unsent": p("result", "未发出邮件"),
    "sealed": p("result", "封存历史"),
    "attempts": p("result", "清理失败登录"),
    "leftovers": p("result", "清理未完成上传"),
    "prints": p("result", "清理打印文件"),
    "printed": p("result", "已打印文书"),
    "passed_over": p("result", "跳过文书"),
    "error": p("result", "错误"),
}
"""Words for what a run of a job counts."""
