"""Imports every table, so that the metadata is complete. Each entry point imports this module."""

import models.approvals
import models.customers
import models.files.deficiencies
import models.files.differences
import models.files.places
import models.files.records
import models.lending.loans
import models.lending.requests
import models.lending.signatures
import models.officers
import models.people
import models.platform.audit
import models.platform.calendar
import models.platform.imports
import models.platform.jobs
import models.platform.lists
import models.platform.looks
import models.platform.notices
import models.platform.numbering
import models.platform.queue
import models.platform.records
import models.platform.search
import models.platform.sheets
import models.platform.storage
import models.platform.visited
import models.triggers  # noqa: F401
