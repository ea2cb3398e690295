"""The kinds of value a field can hold, and the tones in which a word can be drawn."""

from enum import StrEnum


class ValueKind(StrEnum):
    """What a value is. ``portal.platform.fields.kinds`` knows all about each."""

    TEXT = "text"  # one line
    LONG = "long"  # several lines
    CODE = "code"  # a number or code that names a record: KH-202600001
    ADDRESS = "address"
    POSTCODE = "postcode"
    PHONE = "phone"
    MOBILE = "mobile"
    EMAIL = "email"
    CREDIT_CODE = "credit_code"
    ID_NUMBER = "id_number"
    INTEGER = "integer"
    MONEY = "money"  # yuan
    DATE = "date"
    DUE = "due"  # a day by which something has to happen
    MOMENT = "moment"
    YESNO = "yesno"
    WORD = "word"  # one word of a vocabulary of ours, states among them
    SECRECY = "secrecy"
    CHOICE = "choice"  # one of a list that is read when it is asked for
    USER = "user"
    DEPARTMENT = "department"
    PLACE = "place"
    CUSTOMER = "customer"
    FILE = "file"
    MESSAGE = "message"  # a sentence of ours, kept as its msgid
    ACT = "act"  # what the audit calls an act
    TASK = "task"  # a job by its name


class Tone(StrEnum):
    """The colour of a word; a dot and the word itself say the same (UX-6)."""

    OK = "ok"  # good
    INFO = "info"  # under way
    WARN = "warn"  # waits for somebody
    BAD = "bad"  # needs attention
    MUTE = "mute"  # not begun, or over without effect
