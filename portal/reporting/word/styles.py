"""Named styles of an official document in Word: what an official sees in the list of styles and sets text by.

Sizes and faces: GB/T 9704-2012, 5.2.2 and 7. Faces are named, never embedded; offices have them.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.oxml import parse_xml

from portal.reporting.official import Style
from portal.reporting.word.markup import NAMESPACES

FANG, KAI, HEI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
TUZ, TOM = "UKIJ Tuz", "UKIJ Tuz Tom"
RED = "DD0000"
LINE = 580
"""Line pitch in twentieths of a point: 225 mm / 22 (5.2.3)."""


@dataclass(frozen=True, slots=True)
class Named:
    """A style: its id, its name, face, Uyghur face, half points, further w:pPr and w:rPr, and what it is based on."""

    code: str
    name: str
    face: str = ""
    cs: str = ""
    size: int = 0
    shape: str = ""
    type: str = ""
    base: str = "GwBody"


CLOSER = -6
"""Twentieths of a point by which characters of 16 pt stand closer, so that 28 fill 156 mm (5.2.3).

The grid of the section says the same; but programs differ in how they set digits and letters on a grid, so paragraphs
leave it and reach its pitches by themselves, alike in Word, WPS and LibreOffice.
"""

_FIRST = '<w:ind w:firstLineChars="200" w:firstLine="630"/>'
_FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_EXACT = f'<w:spacing w:before="{{}}" w:after="{{}}" w:line="{LINE}" w:lineRule="exact"/>'
_ROW = '<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>'
_APART = '<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
"""No room between Chinese characters and digits, no mark beyond the edge: a line holds what it holds on paper."""
_FREE = '<w:snapToGrid w:val="0"/>'

STYLES = (
    Named("GwTitle", "公文标题", TITLE, TOM, 44, _EXACT.format(2 * LINE, LINE) + _FLUSH + '<w:jc w:val="center"/>'),
    Named("GwMasthead", "发文机关标志", TITLE, TOM, 54, f'{_FLUSH}<w:jc w:val="center"/>', f'<w:color w:val="{RED}"/>'),
    Named("GwNumber", "发文字号", shape=_EXACT.format(2 * LINE, 0) + _FLUSH + '<w:jc w:val="center"/>'),
    Named("GwFlush", "主送机关", shape=_FLUSH),
    Named("GwLevel1", "一级标题", HEI, TOM, shape="<w:keepNext/>"),
    Named("GwLevel2", "二级标题", KAI, TOM, shape="<w:keepNext/>"),
    Named("GwLevel3", "三级标题", shape="<w:keepNext/>"),
    Named("GwLevel4", "四级标题", shape="<w:keepNext/>"),
    Named("GwCentred", "公文居中", shape=f'{_FLUSH}<w:jc w:val="center"/>'),
    Named("GwNote", "公文说明", size=24, shape='<w:spacing w:line="400" w:lineRule="exact"/>'),
    Named("GwTableTitle", "表格标题", size=28, shape=f'<w:keepNext/>{_EXACT.format(120, 0)}{_FLUSH}<w:jc w:val="center"/>'),
    Named("GwCell", "表格正文", size=24, shape=_ROW + _FLUSH + '<w:jc w:val="left"/>'),
    Named("GwHead", "表格表头", HEI, TOM, 24, shape='<w:jc w:val="center"/>', base="GwCell"),
    Named("GwAttachment", "附件说明", shape=_FLUSH),
    Named("GwSignature", "发文机关署名", shape=f'<w:keepNext/>{_FLUSH}<w:jc w:val="right"/>'),
    Named("GwRemark", "附注"),
    Named("GwAnnex", "附件标识", HEI, TOM, shape=f"<w:keepNext/>{_FLUSH}"),
    Named("GwImprint", "版记", size=28, shape=f'<w:spacing w:before="60" w:after="60" w:line="240" w:lineRule="auto"/>{_FLUSH}<w:jc w:val="left"/>'),
    Named("GwFolio", "页码", SONG, TUZ, 28, shape=f'<w:spacing w:line="280" w:lineRule="exact"/>{_FLUSH}'),
)  # fmt: skip

OF = {
    Style.BODY: "GwBody",
    Style.FLUSH: "GwFlush",
    Style.LEVEL1: "GwLevel1",
    Style.LEVEL2: "GwLevel2",
    Style.LEVEL3: "GwLevel3",
    Style.LEVEL4: "GwLevel4",
    Style.CENTRED: "GwCentred",
    Style.NOTE: "GwNote",
}
"""Id of the style that sets a paragraph of the composed document."""


def fonts(face: str, cs: str) -> str:
    """The w:rFonts of a face by its name; digits and Latin letters stand in the same."""
    return f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{cs}"/>'


def _style(one: Named) -> str:
    size = f'<w:spacing w:val="0"/><w:sz w:val="{one.size}"/><w:szCs w:val="{one.size}"/>' if one.size else ""
    face = fonts(one.face, one.cs) if one.face else ""
    return (
        f'<w:style {NAMESPACES} w:type="paragraph" w:customStyle="1" w:styleId="{one.code}"><w:name w:val="{one.name}"/>'
        f'<w:basedOn w:val="{one.base}"/><w:qFormat/><w:pPr>{one.shape}</w:pPr><w:rPr>{face}{one.type}{size}</w:rPr></w:style>'
    )


_BODY = (
    f'<w:style {NAMESPACES} w:type="paragraph" w:customStyle="1" w:styleId="GwBody"><w:name w:val="公文正文"/>'
    f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{_APART}{_FREE}{_EXACT.format(0, 0)}{_FIRST}<w:jc w:val="both"/></w:pPr>'
    f'<w:rPr><w:spacing w:val="{CLOSER}"/></w:rPr></w:style>'
)
_NORMAL = (
    f'<w:style {NAMESPACES} w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
    '<w:pPr><w:widowControl w:val="0"/></w:pPr>'
    # The grid counts from the size of this very style.
    '<w:rPr><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>'
)
_DEFAULTS = (
    f"<w:docDefaults {NAMESPACES}><w:rPrDefault><w:rPr>{fonts(FANG, TUZ)}"
    '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ug-CN"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)
_TABLE = (
    f'<w:style {NAMESPACES} w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
)


def replace_styles(element: object) -> None:
    """Put the styles of official documents in the place of all that a new document has."""
    for child in list(element):  # type: ignore[call-overload]
        element.remove(child)  # type: ignore[attr-defined]
    for source in (_DEFAULTS, _NORMAL, _BODY, _TABLE, *map(_style, STYLES)):
        element.append(parse_xml(source))  # type: ignore[attr-defined]
