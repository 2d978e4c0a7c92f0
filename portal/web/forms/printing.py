"""The form of a print job: what, of where, in which language, how packed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_pgettext as p
from flask_babel import pgettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField

from portal.domain.printing import Packing, PrintKind, PrintLanguage
from portal.i18n import named
from portal.labels import choices
from portal.models import Region, Round
from portal.services.print_choices import Wanted
from portal.web.listing import whole


class PrintForm(FlaskForm):
    """What is to be printed. A field that the kind does not ask for is left aside."""

    kind = RadioField(p("field", "打印内容"), validate_choice=False)
    region = SelectField(p("field", "地区"), validate_choice=False)
    round_id = SelectField(p("field", "轮次"), validate_choice=False)
    bulletin_id = SelectField(p("field", "问题推送"), validate_choice=False)
    language = RadioField(p("field", "文字"), validate_choice=False)
    packing = RadioField(p("field", "文件形式"), validate_choice=False)

    def offer(
        self,
        kinds: Sequence[PrintKind],
        regions: Sequence[Region],
        rounds: Sequence[Round],
        bulletins: Sequence[tuple[int, str]],
    ) -> None:
        """Set the choices in the page's language."""
        self.kind.choices = [(kind, words) for kind, words in choices(PrintKind) if kind in kinds]
        self.region.choices = [("", _("本单位所辖全部地区")), *((r.code, named(r)) for r in regions)]
        self.round_id.choices = [(str(r.id), f"{r.plan.year} · {named(r)}") for r in rounds]
        none = [] if bulletins else [("", pgettext("word", "还没有推送"))]
        self.bulletin_id.choices = [*none, *((str(identity), words) for identity, words in bulletins)]
        self.language.choices = choices(PrintLanguage)
        self.packing.choices = choices(Packing)

    def begin(self, args: Any) -> None:
        """Show what a link has chosen, and the usual choice otherwise."""
        self.kind.data = _member(PrintKind, args.get("kind"), PrintKind.FORMS).value
        self.region.data = args.get("region", "")[:6]
        self.round_id.data = args.get("round_id", "")[:9]
        self.bulletin_id.data = args.get("bulletin_id", "")[:9]
        self.language.data = PrintLanguage.ZH.value
        self.packing.data = Packing.MERGED.value

    def wanted(self) -> Wanted:
        """What was chosen."""
        return Wanted(
            _member(PrintKind, self.kind.data, PrintKind.FORMS),
            (self.region.data or "")[:6],
            whole(self.round_id.data, 0),
            whole(self.bulletin_id.data, 0),
        )

    def shape(self) -> tuple[PrintLanguage, Packing]:
        """In which language and how packed."""
        return (
            _member(PrintLanguage, self.language.data, PrintLanguage.ZH),
            _member(Packing, self.packing.data, Packing.MERGED),
        )


def _member(kind: Any, code: str | None, default: Any) -> Any:
    return kind(code) if code in set(kind) else default
