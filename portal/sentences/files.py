"""Sentences of attachments."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "file.none": _("还没有选择文件。请选择要上传的文件后再上传。"),
    "file.empty": _("文件“%(name)s”是空的。请检查文件能否打开，再重新选择。"),
    "file.too_large": _("文件“%(name)s”超过 %(limit)s 兆字节。请压缩图片或拆分文件后再上传。"),
    "file.kind": _(
        "文件“%(name)s”的内容不是可上传的类型。可上传版式文件、图片、文字处理、表格和演示文稿；"
        "文件类型按内容判断，改扩展名没有用。"
    ),
    "file.broken": _("文件“%(name)s”已损坏，无法读取。请用原来的软件打开并另存一份，再上传。"),
    "file.macros": _("文件“%(name)s”含有宏。为安全起见不能上传，请另存为不含宏的文件。"),
    "file.encrypted": _("文件“%(name)s”设有打开密码，上级无法查看。请取消密码后再上传。"),
}
