"""Locks of what two officers do (SEC-3)."""

from models.trigger import Trigger, changed
from models.words.text import N_

NO_SECOND = (
    "NEW.decided_by IS NULL OR NEW.decided_by = NEW.maker_id OR NEW.decided_by = NEW.receiver_id "
    "OR NOT EXISTS (SELECT 1 FROM users u JOIN user_roles ur ON ur.user_id = u.id "
    "JOIN roles r ON r.id = ur.role_id WHERE u.id = NEW.decided_by AND u.active "
    "AND r.duty IN ('audit', 'security', 'system')) OR EXISTS (SELECT 1 FROM user_roles held "
    "WHERE held.user_id = NEW.decided_by AND held.role_id = NEW.role_id)"
)
UNCONFIRMED = (
    "EXISTS (SELECT 1 FROM two_officers) AND EXISTS (SELECT 1 FROM roles r "
    "WHERE r.id = NEW.role_id AND r.duty IN ('audit', 'security', 'system')) "
    "AND NOT EXISTS (SELECT 1 "
    "FROM officer_acts a WHERE a.sort = 'roles' AND a.state = 'confirmed' "
    "AND a.receiver_id = NEW.user_id AND a.decided_at = NEW.granted_at)"
)
CHANGED = "OLD.state NOT IN ('waiting', 'opened') OR " + changed(
    "sort", "maker_id", "receiver_id", "role_id", "wanted"
)
STAYS, GOOD = "acts of officers stay on record", "two officers are asked for good"

LOCKS = (
    Trigger(
        "officer_role_by_two",
        "user_roles",
        "INSERT",
        "an officer is appointed by two officers",
        UNCONFIRMED,
    ),
    Trigger(
        "officer_act_starts",
        "officer_acts",
        "INSERT",
        "what needs a second officer starts by waiting",
        "NEW.state <> 'waiting' OR NEW.decided_by IS NOT NULL",
    ),
    Trigger(
        "officer_act_second",
        "officer_acts",
        "UPDATE",
        "the second officer is neither maker nor receiver",
        f"NEW.state = 'confirmed' AND OLD.state <> 'confirmed' AND ({NO_SECOND})",
        N_("The second officer is an active officer, neither maker nor receiver."),
    ),
    Trigger(
        "officer_act_fixed",
        "officer_acts",
        "UPDATE",
        "what two officers settled stays, and what was asked too",
        CHANGED,
    ),
    Trigger("officer_act_no_delete", "officer_acts", "DELETE", STAYS),
    Trigger(
        "two_officers_one",
        "two_officers",
        "INSERT",
        "two officers are asked for from one moment on",
        "EXISTS (SELECT 1 FROM two_officers)",
    ),
    Trigger("two_officers_no_update", "two_officers", "UPDATE", GOOD),
    Trigger("two_officers_no_delete", "two_officers", "DELETE", GOOD),
)
