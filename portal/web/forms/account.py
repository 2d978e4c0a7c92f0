"""Forms of log-in and of one's own settings."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as p
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import EqualTo, InputRequired, Length


class LoginForm(FlaskForm):
    """Account name and password."""

    username = StringField(
        p("field", "用户名"), validators=[InputRequired(_("请输入用户名。")), Length(max=60)]
    )
    password = PasswordField(
        p("field", "密码"), validators=[InputRequired(_("请输入密码。")), Length(max=200)]
    )


class LanguageForm(FlaskForm):
    """Language of the interface; each language is named in itself."""

    language = RadioField(p("field", "语言"), choices=[("zh", "中文"), ("ug", "ئۇيغۇرچە")])


class PasswordForm(FlaskForm):
    """A new password, typed twice."""

    current = PasswordField(p("field", "当前密码"), validators=[InputRequired(_("请输入当前密码。"))])
    new = PasswordField(
        p("field", "新密码"), validators=[InputRequired(_("请输入新密码。")), Length(max=200)]
    )
    repeat = PasswordField(
        _("再输入一次新密码"), validators=[EqualTo("new", _("两次输入的新密码不一致,请重新输入。"))]
    )
