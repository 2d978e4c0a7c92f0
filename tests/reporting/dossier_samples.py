"""A frozen sample of the sheet in front of a project's whole file, without the papers behind it."""

from __future__ import annotations

from datetime import date

from portal.reporting.dossiers import DossierEntry, DossierFile, DossierPaper, DossierStep
from portal.reporting.papers import Bilingual

B = Bilingual
TARGET = B("绩效目标申报", "ئۈنۈم نىشانىنى مەلۇم قىلىش")
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

DOSSIER = DossierPaper(
    year=2020,
    number="DA-20206532220001",
    day=date(2020, 7, 13),
    project_name=B("2020年墨玉县村内道路硬化项目"),
    project_code="20206532220001",
    unit=B("墨玉县交通运输局", "قاراقاش ناھىيىلىك قاتناش-ترانسپورت ئىدارىسى"),
    department=B("墨玉县交通运输局", "قاراقاش ناھىيىلىك قاتناش-ترانسپورت ئىدارىسى"),
    entries=(
        DossierEntry("form", date(2020, 4, 3), "HZ-2020-653222-000102", "target", TARGET, 1),
        DossierEntry("review", date(2020, 4, 7), "HZ-2020-653222-000102-135", "target", TARGET, 1),
        DossierEntry("order", date(2020, 7, 7), "和田财绩整〔2020〕5号", status="issued"),
        DossierEntry("chain", date(2020, 7, 7), "和田财绩整〔2020〕5号", status="issued"),
    ),
    files=(DossierFile("竣工照片.jpg", 120_345, DIGEST, date(2020, 7, 9)),),
    steps=(
        DossierStep(date(2020, 4, 3), "filing.submit", "填报员", "", DIGEST),
        DossierStep(date(2020, 4, 5), "filing.return", "审核员", "数量指标与资金不符，请核对。", DIGEST),
        DossierStep(date(2020, 7, 1), "order.escalate", "", "", DIGEST),
    ),
    papers=(),
)
