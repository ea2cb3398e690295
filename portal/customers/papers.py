"""Papers that hang on a customer: who sees, reads and adds them."""

from models.customers import Customer
from models.words.permissions import Permission as P
from portal.platform.storage.papers import Carrier

CUSTOMER_PAPERS = Carrier(Customer, P.CUSTOMER_SEE, P.CUSTOMER_SEE, P.CUSTOMER_EDIT)
