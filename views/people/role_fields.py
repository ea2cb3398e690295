"""What the guarded fields are called in the role matrix."""

from models.words.text import N_

FIELD_NAMES = {
    "ability": N_("Ability"),
    "birthday": N_("Birthday"),
    "education": N_("Education"),
    "family": N_("Family"),
    "hobbies": N_("Hobbies"),
    "home_address": N_("Home address"),
    "id_number": N_("ID number"),
    "mobile": N_("Mobile"),
    "personality": N_("Personality"),
    "phone": N_("Phone"),
    "unified_credit_code": N_("Unified social credit code"),
}
