"""The kinds of value a field can hold, and the colours of states."""

from enum import StrEnum


class ValueKind(StrEnum):
    """Kind of a value; ``portal.platform.fields.kinds`` defines each."""

    TEXT = "text"  # one line
    LONG = "long"  # several lines
    CODE = "code"  # a number or code that names a record: HH-202600001
    ADDRESS = "address"
    POSTCODE = "postcode"
    PHONE = "phone"
    MOBILE = "mobile"
    EMAIL = "email"
    CREDIT_CODE = "credit_code"
    ID_NUMBER = "id_number"
    INTEGER = "integer"
    MONEY = "money"  # yuan
    PERCENT = "percent"  # a share: 0.833 is shown as 83.3%
    DATE = "date"
    DUE = "due"  # a day by which something has to happen
    MOMENT = "moment"
    YESNO = "yesno"
    WORD = "word"  # a member of one of our enums, e.g. a state
    SECRECY = "secrecy"
    CHOICE = "choice"  # one of a list that is loaded for each request
    USER = "user"
    DEPARTMENT = "department"
    PLACE = "place"
    CUSTOMER = "customer"
    FILE = "file"
    MESSAGE = "message"  # a msgid
    ACT = "act"  # the name of an audited act
    TASK = "task"  # a job by its name


class Tone(StrEnum):
    """Colour of a state; never the only sign, as dot and text show it too (UX-6)."""

    OK = "ok"  # good
    INFO = "info"  # under way
    WARN = "warn"  # waits for somebody
    BAD = "bad"  # needs attention
    MUTE = "mute"  # not started, or ended without effect
