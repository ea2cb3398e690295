"""Answers about files: in, out and in stock; completeness by class; what is missing (R-40, D5)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select

from models.files.deficiencies import Deficiency
from models.files.records import CustomerFile, FileClass
from models.words.files import DeficiencyState, FileLife
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files.deficiencies import overdue_lack
from portal.files.stock import GONE, left_on
from portal.platform.sheets.answers import Answer, Key, Measure, Shape, Stock
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.span import Flow, Span, add_up
from portal.work import Work

FILES = N_("files")
PARTS = N_("parts")


def may(work: Work, table: Any) -> Any:
    """SQL: the files (or what belongs to them) whose figures this actor may take out."""
    return register_rows(work, P.FILE_SEE, P.FILE_EXPORT, table)


def first_filed() -> Any:
    return func.min(CustomerFile.filed_at)


def _stock(work: Work, span: Span) -> Any:
    """Files that came in by the moment they were accepted, and left by the day they were gone."""
    filed = CustomerFile.filed_at.is_not(None)
    came = select().select_from(CustomerFile).where(filed, may(work, CustomerFile))
    gone = select(left_on().label("left_on"), CustomerFile.life).where(
        filed, CustomerFile.life.in_(GONE), may(work, CustomerFile)
    )
    went = gone.subquery()
    void, lost = (case((went.c.life == life, 1), else_=0) for life in GONE)
    return add_up(
        span,
        [
            Flow(came, CustomerFile.filed_at, {"net": literal(1), "filed": literal(1)}),
            Flow(
                select().select_from(went),
                went.c.left_on,
                {"net": literal(-1), "void": void, "lost": lost, "left": literal(1)},
            ),
        ],
        stock=True,
    )


STOCK = Answer(
    name="stock",
    title=N_("Files in and out"),
    about=N_(
        "Filed on the day of acceptance; out are void files, and lost ones from the day they were "
        "missing. A file found again never left."
    ),
    unit=FILES,
    permission=P.FILE_EXPORT,
    shape=Shape.SERIES,
    query=_stock,
    measures=(
        Measure("opening", N_("Opening stock"), stock=Stock.OPENING, source="net"),
        Measure("filed", N_("Filed in the month"), lead=N_("Files filed"), unit=FILES),
        Measure("void", N_("Voided in the month")),
        Measure("lost", N_("Lost in the month")),
        Measure("left", N_("Out in the month"), lead=N_("Files voided or lost"), unit=FILES),
        Measure(
            "closing",
            N_("Closing stock"),
            stock=Stock.CLOSING,
            source="net",
            lead=N_("Files in stock at the end"),
            unit=FILES,
        ),
    ),
    since=first_filed,
    chart="column",
    drawn=("filed", "left"),
)


def open_lack(span: Span) -> Any:
    """SQL: a part was missing at the end of the month."""
    found = Deficiency.found_on <= span.end
    return and_(found, or_(Deficiency.closed_on.is_(None), Deficiency.closed_on > span.end))


def _completeness(work: Work, span: Span) -> Any:
    """Parts that applied when files were filed, less those missing at the end of each month."""
    now = and_(CustomerFile.life == FileLife.FILED, CustomerFile.filed_at.is_not(None))
    filed = select().select_from(CustomerFile).where(now, may(work, CustomerFile))
    lacks = (
        select()
        .select_from(Deficiency)
        .join(CustomerFile, CustomerFile.id == Deficiency.file_id)
        .where(now, may(work, CustomerFile))
    )
    parts = CustomerFile.parts_due
    return add_up(
        span,
        [
            Flow(filed, CustomerFile.filed_at, {"parts": parts, "there": parts}),
            Flow(lacks, Deficiency.found_on, {"there": literal(-1), "lacking": literal(1)}),
            Flow(lacks, Deficiency.closed_on, {"there": literal(1), "lacking": literal(-1)}),
        ],
        stock=True,
    )


COMPLETENESS = Answer(
    name="completeness",
    title=N_("Completeness by month"),
    about=N_("Of files now in stock: parts due at filing, less those missing at the end."),
    unit=PARTS,
    permission=P.FILE_EXPORT,
    shape=Shape.SERIES,
    query=_completeness,
    measures=(
        Measure("parts", N_("Parts due"), stock=Stock.CLOSING, source="parts"),
        Measure("there", N_("Parts present"), stock=Stock.CLOSING, source="there"),
        Measure(
            "lacking",
            N_("Parts still missing"),
            stock=Stock.CLOSING,
            source="lacking",
        ),
        Measure(
            "rate",
            N_("Completeness"),
            V.PERCENT,
            part="there",
            whole="parts",
            added=False,
            lead=N_("Completeness"),
            unit="%",
        ),
    ),
    chart="line",
    drawn=("rate",),
)


def _by_class(work: Work, span: Span) -> Any:
    """Per class: files in stock, those with a missing part, parts due, there and missing."""
    lacking = (
        select(func.count(Deficiency.id))
        .where(Deficiency.file_id == CustomerFile.id, open_lack(span))
        .correlate(CustomerFile)
        .scalar_subquery()
    )
    lines = (
        select(CustomerFile.class_id, CustomerFile.parts_due, lacking.label("lacking"))
        .where(CustomerFile.life == FileLife.FILED, span.until(CustomerFile.filed_at))
        .where(may(work, CustomerFile))
        .subquery()
    )
    short = case((lines.c.lacking > 0, 1), else_=0)
    return (
        select(
            FileClass.id,
            FileClass.name.label("class"),
            func.count().label("files"),
            func.sum(short).label("short"),
            func.sum(lines.c.parts_due).label("parts"),
            func.sum(lines.c.parts_due - lines.c.lacking).label("there"),
            func.sum(lines.c.lacking).label("lacking"),
        )
        .select_from(lines)
        .join(FileClass, FileClass.id == lines.c.class_id)
        .group_by(FileClass.id, FileClass.name)
        .order_by(func.sum(lines.c.lacking).desc(), FileClass.name, FileClass.id)
    )


BY_CLASS = Answer(
    name="completeness_by_class",
    title=N_("Completeness by class"),
    about=N_("Of files now in stock: parts due at filing, less those missing at the end."),
    unit=PARTS,
    permission=P.FILE_EXPORT,
    shape=Shape.TABLE,
    query=_by_class,
    keys=(Key("class", N_("Class"), 24),),
    measures=(
        Measure("files", N_("Files in stock")),
        Measure("short", N_("Files lacking a part")),
        Measure("parts", N_("Parts due")),
        Measure("there", N_("Parts present")),
        Measure("lacking", N_("Parts still missing")),
        Measure("rate", N_("Completeness"), V.PERCENT, part="there", whole="parts"),
    ),
    chart="bar",
    drawn=("rate",),
)


def _missing(work: Work, span: Span) -> Any:
    """Per class and part: missing at the end, overdue of these; found and settled in the month."""
    here = open_lack(span)
    late = and_(here, overdue_lack(span.end))
    found, closed = span.now(Deficiency.found_on), span.now(Deficiency.closed_on)
    cured = and_(closed, Deficiency.state == DeficiencyState.CURED)
    counts = {"lacking": here, "late": late, "found": found, "cured": cured}
    sums = [func.sum(case((clause, 1), else_=0)).label(name) for name, clause in counts.items()]
    return (
        select(FileClass.name.label("class"), Deficiency.part.label("part"), *sums)
        .select_from(Deficiency)
        .join(CustomerFile, CustomerFile.id == Deficiency.file_id)
        .join(FileClass, FileClass.id == CustomerFile.class_id)
        .where(CustomerFile.life == FileLife.FILED, may(work, CustomerFile))
        .where(or_(here, found, closed))
        .group_by(FileClass.name, Deficiency.part)
        .order_by(sums[0].element.desc(), FileClass.name, Deficiency.part)
    )


MISSING = Answer(
    name="missing_by_part",
    title=N_("Missing parts by class and part"),
    about=N_(
        "Overdue: the day to complete it by has passed and it was not handed in. Parts not due "
        "yet are missing, never overdue."
    ),
    unit=PARTS,
    permission=P.FILE_EXPORT,
    shape=Shape.TABLE,
    query=_missing,
    keys=(Key("class", N_("Class"), 22), Key("part", N_("Part"), 26)),
    measures=(
        Measure("lacking", N_("Parts still missing")),
        Measure("late", N_("of these overdue")),
        Measure("share", N_("Share overdue"), V.PERCENT, part="late", whole="lacking"),
        Measure("found", N_("Found in the month")),
        Measure("cured", N_("Completed in the month")),
    ),
)

ANSWERS: Sequence[Answer] = (STOCK, COMPLETENESS, BY_CLASS, MISSING)
