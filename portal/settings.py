"""Business settings: one typed table. Unknown names fail; changed values are rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.platform.records import Setting
from models.words.customers import Gap, Moment
from models.words.labels import label
from models.words.permissions import Permission as P
from models.words.text import N_


@dataclass(frozen=True)
class Spec:
    """One setting: its default tells its type; ``lowest`` and ``highest`` bound a number."""

    name: str
    default: Any
    label: str
    group: str
    lowest: int | None = None
    highest: int | None = None
    choices: tuple[str, ...] = ()
    several: bool = False  # any number of the choices, parted by commas

    @property
    def permission(self) -> P:
        """Who may change it: the records managers what is theirs, the administrator the rest."""
        return P.RECORD_SETTING_EDIT if self.group in RECORD_GROUPS else P.SETTING_EDIT


GENERAL = N_("General")
READING, GRADES = N_("Reading"), ("normal", "internal", "secret", "top")
RECORD_GROUPS = frozenset({"Customers", "Filing", "Lending", "Sheets"})
CF02 = "legal_representative,address,postcode,phone,business_scope,registered_capital"
SPECS: Mapping[str, Spec] = {
    spec.name: spec
    for spec in (
        Spec("office_name", "青简档案室", N_("Office name"), GENERAL),
        Spec("password_length", 12, N_("Minimum password length"), N_("Sign-in"), 8, 128),
        Spec(
            "password_profile",
            "asvs",
            N_("Password profile"),
            N_("Sign-in"),
            choices=("asvs", "dengbao"),
        ),
        Spec("password_days", 90, N_("Days a password lasts (dengbao)"), N_("Sign-in"), 30, 730),
        Spec(
            "second_factor",
            "officers",
            N_("Who must have a second factor (from the next sign-in on)"),
            N_("Sign-in"),
            choices=("nobody", "officers", "heads", "everybody"),
        ),
        Spec(
            "step_up_minutes",
            15,
            N_("Minutes after which roles, settings and large sheets ask for the password again"),
            N_("Sign-in"),
            1,
            1440,
        ),
        Spec(
            "step_up_reveals",
            10,
            N_("Revealed values after which the password is asked for again"),
            N_("Sign-in"),
            1,
            1000,
        ),
        Spec("lock_after", 5, N_("Failed sign-ins before lockout"), N_("Sign-in"), 3, 20),
        Spec("lock_minutes", 15, N_("Lockout duration (minutes)"), N_("Sign-in"), 1, 1440),
        Spec("idle_minutes", 30, N_("Idle time before sign-out (minutes)"), N_("Sign-in"), 5, 480),
        Spec(
            "idle_minutes_officers",
            10,
            N_("Idle time before sign-out for officers (minutes)"),
            N_("Sign-in"),
            5,
            480,
        ),
        Spec("session_hours", 12, N_("Maximum session length (hours)"), N_("Sign-in"), 1, 72),
        Spec("pick_up_days", 5, N_("Collection period (working days)"), N_("Lending"), 1, 60),
        Spec(
            "approval_valid_days",
            5,
            N_("Working days for which an approval opens papers on screen"),
            N_("Lending"),
            1,
            60,
        ),
        Spec(
            "reservation_days",
            10,
            N_("Working days a file is kept for the first in line before it is set aside"),
            N_("Lending"),
            1,
            90,
        ),
        Spec(
            "resend_days",
            2,
            N_("Working days a file stays reserved while a request is sent back"),
            N_("Lending"),
            1,
            30,
        ),
        Spec(
            "approval_oldest_days",
            60,
            N_("Days after which an approval is confirmed again before hand-out"),
            N_("Lending"),
            1,
            730,
        ),
        Spec(
            "listed_up_to",
            "internal",
            N_("Highest grade at which files are listed for other departments to ask for"),
            N_("Lending"),
            choices=("none", "normal", "internal", "secret", "top"),
        ),
        Spec("loans_per_person", 10, N_("Maximum open loans per person"), N_("Lending"), 1, 500),
        Spec(
            "search_days",
            10,
            N_("Search period for a lost file (working days)"),
            N_("Lending"),
            1,
            90,
        ),
        Spec(
            "block_after_days",
            7,
            N_("Days overdue before new requests are blocked"),
            N_("Lending"),
            1,
            90,
        ),
        Spec(
            "closing_hour", 18, N_("Hour at which the reading room closes"), N_("Lending"), 12, 23
        ),
        Spec(
            "cure_days",
            3,
            N_("Working days to correct what a review sends back"),
            N_("Filing"),
            1,
            60,
        ),
        Spec(
            "deficiency_penalty",
            0,
            N_("Yuan per missing part and working day, 0: none"),
            N_("Filing"),
            0,
            10000,
        ),
        Spec(
            "penalty_double_from",
            0,
            N_("Missing part of a person in a month from which the penalty doubles (0: never)"),
            N_("Filing"),
            0,
            99,
        ),
        Spec(
            "todo_days",
            7,
            N_("Days ahead of its due day from which something stands among the to-dos"),
            GENERAL,
            1,
            60,
        ),
        Spec(
            "registers_up_to",
            "internal",
            N_("Highest grade that auditors read in registers"),
            GENERAL,
            choices=GRADES,
        ),
        Spec("appeal_days", 10, N_("Working days to appeal"), GENERAL, 1, 60),
        Spec(
            "purpose_length",
            10,
            N_("Minimum length of a purpose (characters)"),
            N_("Lending"),
            1,
            100,
        ),
        Spec(
            "quick_purposes",
            "核对客户投诉涉及的原始单据、合同续约前核对条款和附件、与客户对账核对往来凭证",
            N_("Purposes offered at a click (separated by “、”; “-”: none)"),
            N_("Lending"),
        ),
        Spec(
            "export_job_rows",
            2000,
            N_("Rows from which a sheet is generated in the background"),
            N_("Sheets"),
            1,
            100000,
        ),
        Spec(
            "export_purpose_rows",
            1000,
            N_("Rows above which a sheet needs a purpose"),
            N_("Sheets"),
            0,
            1000000,
        ),
        Spec("export_days", 7, N_("Days exports are kept"), N_("Sheets"), 1, 90),
        Spec(
            "step_up_rows",
            2000,
            N_("Rows from which a sheet asks for the password again"),
            N_("Sign-in"),
            1,
            1000000,
        ),
        Spec("import_rows", 200000, N_("Maximum rows per import"), N_("Sheets"), 1, 1000000),
        Spec(
            "undo_hours", 24, N_("Hours within which an import can be undone"), N_("Sheets"), 1, 720
        ),
        Spec(
            "checked_share",
            10,
            N_("Opened papers whose bytes are compared whole (percent; graded ones always)"),
            GENERAL,
            0,
            100,
        ),
        Spec("upload_megabytes", 50, N_("Maximum upload size (MB)"), GENERAL, 1, 500),
        Spec(
            "customer_numbers",
            "HH-{year}{seq:5}",
            N_("Numbering template of customers, apart from those of files"),
            N_("Customers"),
        ),
        *(
            Spec(
                moment,
                CF02 if moment is Moment.SAVE else "",
                label(moment),
                N_("Customers"),
                choices=tuple(Gap),
                several=True,
            )
            for moment in Moment
        ),
        Spec(
            "log_reads_from", "secret", N_("Looks are logged from grade"), READING, choices=GRADES
        ),
        Spec("reads_alarm", 100, N_("Looks in an hour that alarm the auditors"), READING, 5, 10000),
        Spec(
            "searches_per_hour", 1000, N_("Searches of one person in an hour"), READING, 20, 100000
        ),
        Spec("reveal_seconds", 15, N_("Seconds a revealed value stays visible"), GENERAL, 5, 120),
    )
}


def get(session: Session, name: str) -> Any:
    """The value of one setting; ``KeyError`` for a name that is not in the table."""
    spec = SPECS[name]
    row = session.scalar(select(Setting.value).where(Setting.name == name))
    return spec.default if row is None else row["value"]


def several(session: Session, *names: str) -> list[Any]:
    """The values of some settings in the order of their names, asked for together."""
    asked = select(Setting.name, Setting.value).where(Setting.name.in_(names))
    kept = {name: row["value"] for name, row in session.execute(asked)}
    return [kept.get(name, SPECS[name].default) for name in names]


def names_of(session: Session, *names: str) -> dict[str, frozenset[str]]:
    """What is chosen in settings of several choices, asked for together."""
    asked = select(Setting.name, Setting.value).where(Setting.name.in_(names))
    return chosen_names(session.execute(asked).all(), *names)


def chosen_names(rows: Iterable[Any], *names: str) -> dict[str, frozenset[str]]:
    """The same, of the rows of settings that were changed."""
    kept = {name: value["value"] for name, value in rows}
    return {
        name: frozenset(
            part.strip()
            for part in str(kept.get(name, SPECS[name].default)).replace("，", ",").split(",")
        )
        for name in names
    }
