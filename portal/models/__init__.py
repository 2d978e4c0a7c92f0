"""Mapped classes, one aggregate per module. No queries here, and nothing about the person at the screen."""

from portal.models.announcements import Announcement, AnnouncementReceipt, AnnouncementRecipient, Nudge
from portal.models.base import Base
from portal.models.bulletins import Bulletin, BulletinReceipt
from portal.models.checks import Check, CheckRow, Finding
from portal.models.comparisons import TargetBucket, TargetFigure, TargetPrint, UsualFigure
from portal.models.concentrated import ConcentratedItem, ConcentratedProblem, ConcentratedReview
from portal.models.exceptions import RoundException
from portal.models.filings import (
    Filing,
    FilingVersion,
    ProblemAnswer,
    Recording,
    Review,
    ReviewComment,
    ReviewScore,
)
from portal.models.forms import (
    EvaluationForm,
    EvaluationRow,
    MonitoringForm,
    MonitoringRow,
    TargetForm,
    TargetIndicator,
)
from portal.models.funds import Fund
from portal.models.handing import Delegation, Handover, HandoverRole, Transfer
from portal.models.ledgers import BulletinMention, LastLook, LedgerEntry, SavedView
from portal.models.lights import Light
from portal.models.orders import Order, OrderReply
from portal.models.papers import IssuedPaper
from portal.models.people import Assignment, LoginAttempt, User
from portal.models.plans import (
    FundCategory,
    Plan,
    PlanForm,
    PlanParameter,
    PlanStatus,
    PlanTerm,
    PlanWeight,
    ReviewCriterion,
    Round,
)
from portal.models.printing import PrintItem, PrintJob
from portal.models.projects import Payment, Project, ProjectFund, Release
from portal.models.rankings import (
    Ranking,
    RankingMetric,
    RankingObjection,
    RankingRow,
    RankingSet,
    RankingValue,
)
from portal.models.records import (
    Attachment,
    ChainHead,
    Counter,
    DailySeal,
    HistoryEntry,
    Notice,
    NoticeRead,
)
from portal.models.references import CalendarDay, CalendarYear, LibraryIndicator, ProjectType
from portal.models.reports import Report, ReportSection
from portal.models.supervision import JobRun, OrderExtension, Reminder
from portal.models.units import Region, Unit

__all__ = [
    "Announcement",
    "AnnouncementReceipt",
    "AnnouncementRecipient",
    "Assignment",
    "Attachment",
    "Base",
    "Bulletin",
    "BulletinMention",
    "BulletinReceipt",
    "CalendarDay",
    "CalendarYear",
    "ChainHead",
    "Check",
    "CheckRow",
    "ConcentratedItem",
    "ConcentratedProblem",
    "ConcentratedReview",
    "Counter",
    "DailySeal",
    "Delegation",
    "EvaluationForm",
    "EvaluationRow",
    "Filing",
    "FilingVersion",
    "Finding",
    "Fund",
    "FundCategory",
    "Handover",
    "HandoverRole",
    "HistoryEntry",
    "IssuedPaper",
    "JobRun",
    "LastLook",
    "LedgerEntry",
    "LibraryIndicator",
    "Light",
    "LoginAttempt",
    "MonitoringForm",
    "MonitoringRow",
    "Notice",
    "NoticeRead",
    "Nudge",
    "Order",
    "OrderExtension",
    "OrderReply",
    "Payment",
    "Plan",
    "PlanForm",
    "PlanParameter",
    "PlanStatus",
    "PlanTerm",
    "PlanWeight",
    "PrintItem",
    "PrintJob",
    "ProblemAnswer",
    "Project",
    "ProjectFund",
    "ProjectType",
    "Ranking",
    "RankingMetric",
    "RankingObjection",
    "RankingRow",
    "RankingSet",
    "RankingValue",
    "Recording",
    "Region",
    "Release",
    "Reminder",
    "Report",
    "ReportSection",
    "Review",
    "ReviewComment",
    "ReviewCriterion",
    "ReviewScore",
    "Round",
    "RoundException",
    "SavedView",
    "TargetBucket",
    "TargetFigure",
    "TargetForm",
    "TargetIndicator",
    "TargetPrint",
    "Transfer",
    "Unit",
    "User",
    "UsualFigure",
]
