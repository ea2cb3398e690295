"""Attachments of customers: who may see, read and add them."""

from models.customers import Customer
from models.words.permissions import Permission as P
from portal.platform.storage.papers import Carrier

CUSTOMER_PAPERS = Carrier(Customer, P.CUSTOMER_SEE, P.CUSTOMER_SEE, P.CUSTOMER_EDIT)
