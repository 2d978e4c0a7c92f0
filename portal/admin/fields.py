"""Fields of the admin forms with sentences in the portal's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from portal.domain.money import to_hundredths
from portal.i18n import points_text

Choices = Callable[[], Iterable[tuple[Any, Any]]]


class Needed(InputRequired):
    """The field must be filled in."""

    def __init__(self) -> None:
        super().__init__(lazy_gettext("请填写此项。"))


class Upto(Length):
    """No longer than so many letters."""

    def __init__(self, most: int) -> None:
        super().__init__(
            max=most, message=lazy_gettext("内容过长，请缩短到 %(most)s 个字符以内。", most=most)
        )


def _checks(needed: bool, most: int | None = None) -> list[Any]:
    checks: list[Any] = [Needed()] if needed else [Optional()]
    return checks + ([Upto(most)] if most else [])


class Text(StringField):
    """One line, trimmed, never None."""

    def __init__(
        self, label: Any, needed: bool = False, most: int = 120, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(
            label,
            _checks(needed, most),
            description=hint,
            filters=[lambda text: (text or "").strip()],
            **kwargs,
        )


class LongText(TextAreaField):
    """Several lines, never None."""

    def __init__(
        self, label: Any, needed: bool = False, most: int = 4000, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(
            label,
            _checks(needed, most),
            description=hint,
            filters=[lambda text: (text or "").strip()],
            **kwargs,
        )


class Day(DateField):
    """A date or nothing."""

    def __init__(self, label: Any, needed: bool = False, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(label, _checks(needed), description=hint, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("日期无法识别，请写成 2020-07-31 的样式。")) from error


class Whole(IntegerField):
    """A whole number or nothing."""

    def __init__(self, label: Any, needed: bool = False, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(label, _checks(needed), description=hint, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("请填写整数。")) from error
        if self.data is not None and not -(2**31) < self.data < 2**31:
            raise ValueError(_("请填写整数。"))


class Points(DecimalField):
    """Points as people write them (12.5), as hundredths in .hundredths."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, [Needed()], places=None, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("请填写分值，例如 12.5。")) from error
        if self.data is not None and (not self.data.is_finite() or not 0 <= self.data <= 100):
            raise ValueError(_("分值应在 0 至 100 之间。"))

    @property
    def hundredths(self) -> int:
        """The points in hundredths."""
        return to_hundredths(self.data)


class Pick(SelectField):
    """One of several choices, read when the form is made; an empty one stands for nothing unless needed."""

    def __init__(
        self,
        label: Any,
        choices: Choices,
        needed: bool = True,
        hint: Any = "",
        coerce: Callable[[Any], Any] = str,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            label,
            [Needed()] if needed else [],
            description=hint,
            validate_choice=False,
            choices=[],
            coerce=_or_none,
            **kwargs,
        )
        self.offered, self.needed, self.kind = choices, needed, coerce

    def iter_choices(self) -> Any:
        nothing = [("", "—")]
        for value, label in [*nothing, *self.offered()]:
            yield str(value), label, str(value) == ("" if self.data is None else str(self.data)), {}

    def has_groups(self) -> bool:
        return False

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and str(self.data) not in {str(value) for value, _label in self.offered()}:
            raise StopValidation(_("请从列表中选择一项。"))

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if not validation_stopped and self.data is not None:
            self.data = self.kind(self.data)


def _or_none(value: Any) -> Any:
    return None if value in (None, "") else value


class Tick(BooleanField):
    """Yes or no."""


class RecordForm(FlaskForm):
    """A form of the admin area."""


def points_of(hundredths: int) -> str:
    """Points for an input."""
    return points_text(hundredths)


NAME_ZH = lazy_pgettext("field", "中文名称")
NAME_UG = lazy_gettext("维吾尔文名称")
SOURCE = lazy_pgettext("field", "来源依据")
VALID_FROM = lazy_pgettext("field", "生效日期")
VALID_TO = lazy_pgettext("field", "失效日期")
POSITION = lazy_pgettext("field", "排序号")
CODE = lazy_pgettext("field", "代码")
