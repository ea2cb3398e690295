"""The search box of the audit: who, what they did, why, and about whom.

It reads what people said, not what fields held: a value that one sees masked is not found out here.
"""

from sqlalchemy import ColumnElement, and_, or_

from models.platform.audit import AuditEntry
from models.words.acts import ACTS
from portal.office.audit_names import about_called
from portal.platform.language import catalogue
from portal.work import Work

SAID = ("reason", "comment", "note", "purpose")  # keys under which an entry keeps what was said
MOST = 200  # sentences of the portal that one search may mean


def search_entries(work: Work, text: str) -> ColumnElement[bool]:
    """Entries by a person's name, department or address, by the words of their act or of a refusal
    in either language, by what was said, and by the number or name of their record.
    """
    wanted = text.strip()
    sentences = _msgids(wanted)
    facts = AuditEntry.details["facts"]
    said = [AuditEntry.details[key].as_string() for key in SAID]
    said += [facts[key].as_string() for key in SAID]
    who = [AuditEntry.actor[key].as_string() for key in ("name", "department", "address")]
    acts = [act for act, label in ACTS.items() if label in sentences or wanted == act]
    return or_(
        *(each.icontains(wanted, autoescape=True) for each in (*who, *said)),
        AuditEntry.happened.in_(acts),
        and_(
            AuditEntry.refused,
            or_(
                AuditEntry.details["reason"].as_string().in_(sorted(sentences)[:MOST]),
                *(AuditEntry.happened.endswith(f".{act}", autoescape=True) for act in acts),
            ),
        ),
        about_called(work, wanted),
    )


def _msgids(wanted: str) -> set[str]:
    """The sentences of the portal that hold these words, in Chinese or in English."""
    low = wanted.lower()
    return {
        msgid
        for msgid, text in catalogue("zh_CN").items()
        if low in text.lower() or low in msgid.lower()
    }
