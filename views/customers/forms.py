"""Forms of customers: the card (FM-01) with its contacts in rows (FM-02), merge, hand over."""

from collections.abc import Iterator

from wtforms import Field, FormField

from models.customers import Customer
from models.words.access import Secrecy
from models.words.customers import (
    ClassTime,
    ClassTrade,
    ClassVolume,
    ContactRole,
    CustomerType,
    Lifecycle,
    Nature,
)
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.customers.duplicates import PossibleDuplicate, Twin
from portal.customers.rules import BLOCKS, CARD, CONTACT, LONGEST_REMARK
from portal.errors import PortalError
from views.customers.facts import CLASSES, DETAILS
from views.shell.forms.base import Form, RowForm, Section
from views.shell.forms.fields import (
    DayField,
    EnumField,
    FlagField,
    HiddenField,
    LongTextField,
    LookupField,
    TelephoneField,
    TextField,
)
from views.shell.forms.names import find_name
from views.shell.forms.rows import RowsField
from views.shell.forms.validators import MaxLength, Required, Starred


def customer_name(id: int) -> str:
    return find_name(Customer.name, Customer, P.CUSTOMER_SEE, id)


def _label(name: str) -> str:
    return CARD[name][0]


class ContactForm(RowForm):
    """One contact (CF-03, CF-05); ``portal.customers.checks`` validates what is typed."""

    id = HiddenField()
    name = TextField(CONTACT["name"][0])
    role = EnumField(CONTACT["role"][0], ContactRole, default=ContactRole.OTHER)
    position = TextField(CONTACT["position"][0])
    mobile = TelephoneField(CONTACT["mobile"][0])
    phone = TelephoneField(CONTACT["phone"][0])
    fax = TextField(CONTACT["fax"][0])
    email = TextField(CONTACT["email"][0])
    home_address = TextField(CONTACT["home_address"][0])
    birthday = DayField(CONTACT["birthday"][0])
    education = TextField(CONTACT["education"][0])
    hobbies = TextField(CONTACT["hobbies"][0])
    personality = TextField(CONTACT["personality"][0])
    family = TextField(CONTACT["family"][0])
    ability = TextField(CONTACT["ability"][0])


class CustomerForm(Form):
    """The customer card (FM-01). Amounts and phones stay as typed; ``rules`` normalizes them."""

    name = TextField(_label("name"), [Starred()])
    confirmed = FlagField(N_("This is another customer, not one of those found"))
    customer_type = EnumField(_label("customer_type"), CustomerType, default=CustomerType.BUSINESS)
    lifecycle = EnumField(_label("lifecycle"), Lifecycle, default=Lifecycle.POTENTIAL)
    secrecy = EnumField(_label("secrecy"), Secrecy, default=Secrecy.NORMAL)
    legal_representative = TextField(_label("legal_representative"))
    unified_credit_code = TextField(_label("unified_credit_code"))
    id_number = TextField(_label("id_number"))
    registered_capital = TextField(_label("registered_capital"))
    address = TextField(_label("address"))
    postcode = TextField(_label("postcode"))
    phone = TelephoneField(_label("phone"))
    fax = TextField(_label("fax"))
    business_scope = LongTextField(_label("business_scope"))
    class_time = EnumField(_label("class_time"), ClassTime, blank=True)
    class_trade = EnumField(_label("class_trade"), ClassTrade, blank=True)
    nature = EnumField(_label("nature"), Nature, blank=True)
    class_volume = EnumField(_label("class_volume"), ClassVolume, blank=True)
    grade = TextField(_label("grade"))
    region = TextField(_label("region"))
    email = TextField(_label("email"))
    website = TextField(_label("website"))
    founded_on = DayField(_label("founded_on"))
    first_traded_on = DayField(_label("first_traded_on"))
    enterprise_nature = TextField(_label("enterprise_nature"))
    organization_form = TextField(_label("organization_form"))
    industry = TextField(_label("industry"))
    business_line = TextField(_label("business_line"))
    assets = TextField(_label("assets"))
    economic_strength = TextField(_label("economic_strength"))
    registered_info = LongTextField(_label("registered_info"))
    remark = LongTextField(_label("remark"), [MaxLength(LONGEST_REMARK)])
    contacts = RowsField(FormField(ContactForm), N_("Contacts"))

    twins: tuple[Twin, ...] = ()

    def cards(self) -> Iterator[tuple[Section, list[Field]]]:
        """Shows the box «another customer» only if similar ones were found."""
        for section, fields in super().cards():
            shown = [f for f in fields if f.short_name != "confirmed" or self.twins or f.data]
            yield section, shown

    def refuse(self, error: PortalError) -> None:
        if isinstance(error, PossibleDuplicate):
            self.twins = error.twins
        super().refuse(error)

    wide = frozenset(
        {"name", "confirmed", "business_scope", "registered_info", "remark", "contacts"}
    )
    sections = (
        Section(
            N_("Basic"),
            (
                "name",
                "confirmed",
                "customer_type",
                "lifecycle",
                "secrecy",
                "legal_representative",
                "unified_credit_code",
                "id_number",
                "registered_capital",
                "phone",
                "fax",
                "address",
                "postcode",
                "business_scope",
                "remark",
            ),
        ),
        Section(N_("Contacts"), ("contacts",)),
        Section(N_("Classification"), CLASSES),
        Section(N_("Company"), DETAILS),
        Section(N_("Characteristics"), tuple(f"traits_{name}" for name in BLOCKS["traits"])),
        Section(
            N_("State of business"),
            tuple(f"business_status_{name}" for name in BLOCKS["business_status"]),
        ),
        Section(N_("Trading"), tuple(f"trade_status_{n}" for n in BLOCKS["trade_status"])),
    )


class MergeForm(Form):
    """The card to merge into, and the reason."""

    into_id = LookupField(N_("Card to keep"), V.CUSTOMER, [Required()], name_of=customer_name)
    reason = LongTextField(N_("Reason"), [Required()])


class HandOverForm(Form):
    """The new owner of customers."""

    owner_id = LookupField(N_("New owner"), V.USER, [Required()])
    note = TextField(N_("Note"))


def _add_blocks() -> None:
    """Add a form field for each field of the blocks (CF-07 … CF-09), named like «traits_policy»."""
    for block, fields in BLOCKS.items():
        for name, (label, kind, _) in fields.items():
            field_class = LongTextField if kind is V.LONG else TextField
            setattr(CustomerForm, f"{block}_{name}", field_class(label))


_add_blocks()
