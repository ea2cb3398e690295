"""Vocabularies of people: delegations and acts on accounts."""

from collections.abc import Mapping
from enum import StrEnum

from models.words.text import N_
from models.words.values import Tone


class DelegationState(StrEnum):
    GIVEN = "given"
    ENDED = "ended"


class OfficerActSort(StrEnum):
    """What waits for a second officer, or was done without one (SEC-3)."""

    LINK = "link"
    ROLES = "roles"
    GRANTS = "grants"
    GLASS = "glass"


class OfficerActState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    DelegationState: {
        DelegationState.GIVEN: N_("In force"),
        DelegationState.ENDED: N_("Ended"),
    },
    OfficerActSort: {
        OfficerActSort.LINK: N_("Link to set a password"),
        OfficerActSort.ROLES: N_("Change of roles"),
        OfficerActSort.GRANTS: N_("Wider rights of a role"),
        OfficerActSort.GLASS: N_("Reset on the machine itself"),
    },
    OfficerActState: {
        OfficerActState.WAITING: N_("Waits for a second officer"),
        OfficerActState.CONFIRMED: N_("Confirmed"),
        OfficerActState.REFUSED: N_("Refused"),
        OfficerActState.WITHDRAWN: N_("Withdrawn"),
        OfficerActState.OPENED: N_("Waits for an auditor"),
        OfficerActState.ACKNOWLEDGED: N_("Acknowledged"),
    },
}

# Labels of audited acts.
ACTS: Mapping[str, str] = {
    "acknowledge": N_("Took note of it"),
    "ask_second": N_("Asked for a second officer"),
    "assign_roles": N_("Assigned roles"),
    "break_glass": N_("Reset an officer on the machine itself"),
    "change_password": N_("Changed the password"),
    "confirm_start": N_("Confirmed as it is"),
    "create": N_("Created"),
    "disable": N_("Disabled the account"),
    "enable": N_("Enabled the account"),
    "end": N_("Ended it"),
    "end_sessions": N_("Ended sessions"),
    "first_start": N_("Confirmed a first step"),
    "grant_proposed": N_("Gave the proposed roles"),
    "invite": N_("Created a set-up link"),
    "links": N_("Created set-up links"),
    "lock": N_("Sign-in locked"),
    "make_set_up_link": N_("Created a set-up link"),
    "preferences": N_("Changed own preferences"),
    "proof_failed": N_("Failed to confirm their identity"),
    "prove": N_("Confirmed their identity"),
    "reset_second": N_("Reset the second factor"),
    "roles": N_("Assigned roles"),
    "second_confirm": N_("Confirmed it as the second officer"),
    "second_refuse": N_("Refused it as the second officer"),
    "second_withdraw": N_("Withdrew what waited for a second officer"),
    "second_factor_off": N_("Turned the second factor off"),
    "second_factor_on": N_("Set up a second factor"),
    "second_factor_reset": N_("Reset the second factor"),
    "sign_in": N_("Signed in"),
    "sign_in_failed": N_("Sign-in failed"),
    "sign_in_locked": N_("Sign-in refused while locked"),
    "sign_out": N_("Signed out"),
    "two_officers": N_("From here on a second officer confirms"),
}

# Why sessions ended, by the code that is kept with them.
SESSION_ENDS: Mapping[str, str] = {
    "sign_out": N_("Signed out."),
    "ended": N_("They were ended by hand."),
    "disabled": N_("The account was disabled."),
    "password": N_("The password was changed."),
    "roles": N_("The roles were changed."),
    "second_factor": N_("The second factor was reset."),
    "set_up": N_("The account was set up."),
}

TONES: Mapping[type[StrEnum], Mapping[str, Tone]] = {
    DelegationState: {
        DelegationState.GIVEN: Tone.OK,
        DelegationState.ENDED: Tone.MUTE,
    },
    OfficerActState: {
        OfficerActState.WAITING: Tone.WARN,
        OfficerActState.CONFIRMED: Tone.OK,
        OfficerActState.REFUSED: Tone.MUTE,
        OfficerActState.WITHDRAWN: Tone.MUTE,
        OfficerActState.OPENED: Tone.BAD,
        OfficerActState.ACKNOWLEDGED: Tone.OK,
    },
}
