"""Attachments of files: who sees, reads and adds them."""

from models.files.records import CustomerFile
from models.words.permissions import Permission as P
from portal.platform.storage.papers import Carrier

FILE_PAPERS = Carrier(CustomerFile, P.FILE_SEE, P.FILE_READ, P.FILE_EDIT)
