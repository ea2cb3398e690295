"""Names for the things the portal keeps, and for the choices people make."""

from enum import StrEnum


class Kind(StrEnum):
    """The kind of record an event, approval or audit entry is about."""

    APPROVAL = "approval"
    APPROVAL_TASK = "approval_task"
    ATTACHMENT = "attachment"
    AUDIT = "audit"
    CALENDAR = "calendar"
    CHAIN = "chain"
    COMMENT = "comment"
    CONTACT = "contact"
    COPYING = "copying"
    CUSTOMER = "customer"
    DEFICIENCY = "deficiency"
    DELEGATION = "delegation"
    DEPARTMENT = "department"
    EXPORT = "export"
    FILE = "file"
    FILE_CLASS = "file_class"
    IMPORT = "import"
    ITEM = "item"
    JOB = "job"
    LOAN = "loan"
    NOTICE = "notice"
    NUMBER = "number"
    PENALTY = "penalty"
    PLACE = "place"
    REPORT = "report"
    REQUEST = "request"
    REQUEST_LINE = "request_line"
    ROLE = "role"
    ROUTE = "route"
    SAVED_VIEW = "saved_view"
    SESSION = "session"
    SETTING = "setting"
    USER = "user"
    VIEWING = "viewing"
    VISITOR = "visitor"
    VOLUME = "volume"


class Reach(StrEnum):
    """How far a grant reaches, from narrow to wide."""

    OWN = "own"
    DEPARTMENT = "department"
    BELOW = "below"
    ALL = "all"


class Duty(StrEnum):
    """What a role is for; the last three exclude each other and business (三员分立, SEC-3)."""

    BUSINESS = "business"
    AUDIT = "audit"
    SECURITY = "security"
    SYSTEM = "system"


class FieldRule(StrEnum):
    """What a role may do with one field, from free to shut."""

    OPEN = "open"
    READ_ONLY = "read_only"
    MASKED = "masked"
    HIDDEN = "hidden"


class Secrecy(StrEnum):
    """Grade of secrecy (密级), from low to high."""

    NORMAL = "normal"
    INTERNAL = "internal"
    SECRET = "secret"  # noqa: S105  (a grade, not a password)
    TOP = "top"


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"


class Action(StrEnum):
    """What a request asks for: 查阅, 借阅, 复制 (C1)."""

    VIEW = "view"
    BORROW = "borrow"
    COPY = "copy"


class LoanMode(StrEnum):
    ON_SITE = "on_site"
    TAKE_OUT = "take_out"


class DueMode(StrEnum):
    """The three ways to count a term (C11)."""

    CALENDAR_DAYS = "calendar_days"
    SKIP_TO_NEXT_WORKDAY = "skip_to_next_workday"
    WORKDAYS = "workdays"


class DeadlineUnit(StrEnum):
    """How a filing deadline counts (A1)."""

    CALENDAR_DAYS = "calendar_days"
    WORKDAYS = "workdays"
    SAME_DAY = "same_day"


class PlaceKind(StrEnum):
    ROOM = "room"
    CABINET = "cabinet"
    SHELF = "shelf"
    BOX = "box"


class Medium(StrEnum):
    PAPER = "paper"
    ELECTRONIC = "electronic"
    BOTH = "both"


class ItemForm(StrEnum):
    ORIGINAL = "original"
    COPY = "copy"


class LabelShape(StrEnum):
    """Spine (背脊), cover (封面) or sticker (标签)."""

    SPINE = "spine"
    COVER = "cover"
    STICKER = "sticker"


class PartFor(StrEnum):
    """Whose files need a part of a checklist (A4)."""

    ALL = "all"
    ORGANIZATION = "organization"
    PERSON = "person"


class Fault(StrEnum):
    """What is wrong with a part of a checklist (A4)."""

    MISSING = "missing"
    COPY_ONLY = "copy_only"
    TOO_FEW = "too_few"
    UNSIGNED = "unsigned"


class FilingFault(StrEnum):
    """What a review finds wrong with a paper or a whole file (R-63, R-69)."""

    MISSING = "missing"
    WRONG = "wrong"
    ILLEGIBLE = "illegible"
    UNSIGNED = "unsigned"
    MISFILED = "misfiled"
    UNLISTED = "unlisted"
    OTHER = "other"


class Condition(StrEnum):
    """Condition of paper at issue and return (LN-09)."""

    INTACT = "intact"
    SOILED = "soiled"
    WORN = "worn"
    DAMAGED = "damaged"
    LOST = "lost"


class ReminderStage(StrEnum):
    """The rungs of the reminder ladder, named after days before or after the due day (C13)."""

    SOON = "t-2"
    LATE = "t+1"
    SUPERIOR = "t+3"
    BLOCKED = "t+7"
    LOSS = "t+15"


class StepRole(StrEnum):
    """Who a step of a chain names."""

    APPLICANT_HEAD = "applicant_head"
    OWNER_HEAD = "owner_head"
    SUPERIOR = "superior"
    ROLE = "role"
    PERSON = "person"


class StepNeed(StrEnum):
    ONE = "one"
    ALL = "all"


class Sharing(StrEnum):
    """Who sees a saved view."""

    OWN = "own"
    DEPARTMENT = "department"
    ALL = "all"


class CustomerType(StrEnum):
    """``customer_type`` of FM-01 (CF-40)."""

    BUSINESS = "business"
    SUPPLIER = "supplier"
    PARTNER = "partner"
    SPECIAL_GOV = "special_gov"


class ClassTime(StrEnum):
    """CG-01."""

    OLD = "old"
    NEW = "new"
    FUTURE = "future"


class ClassTrade(StrEnum):
    """CG-02."""

    HAS_TRADED = "has_traded"
    TRADING = "trading"
    ABOUT_TO_TRADE = "about_to_trade"


class Likeness(StrEnum):
    """What two cards of one customer share (A7)."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"


class Nature(StrEnum):
    """CG-03."""

    GOVERNMENT = "government"
    SPECIAL_COMPANY = "special_company"
    ORDINARY_COMPANY = "ordinary_company"
    PERSON = "person"
    TRADE_PARTNER = "trade_partner"


class ClassVolume(StrEnum):
    """CG-04."""

    MAIN = "main"
    ORDINARY = "ordinary"
    SPORADIC = "sporadic"


class Lifecycle(StrEnum):
    """CF-41."""

    POTENTIAL = "potential"
    NOT_PARTNERED = "not_partnered"
    PARTNERED = "partnered"
    RETAINED = "retained"
    LOST = "lost"


class ContactRole(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    LEGAL_PERSON = "legal_person"
    BUYER = "buyer"
    OTHER = "other"


class Outcome(StrEnum):
    """What a line of an import will do."""

    NEW = "new"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    ERROR = "error"


class Channel(StrEnum):
    IN_APP = "in_app"
    MAIL = "mail"
    DIGEST = "digest"
