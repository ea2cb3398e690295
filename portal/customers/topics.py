"""Notices about customers."""

from collections.abc import Mapping

from models.words.platform import NewsGroup
from models.words.text import N_
from portal.platform.notices.topic import Topic

TOPICS: Mapping[str, Topic] = {
    "customer.merged": Topic(
        N_("Customer %(name)s (%(number)s) was merged into %(into)s, which is the one in use."),
        news=NewsGroup.CUSTOMERS,
    ),
    "customer.imported": Topic(
        N_(
            "%(name)s imported the list «%(file)s»: of your customers %(new)s are new, %(changed)s "
            "were changed."
        ),
        news=NewsGroup.CUSTOMERS,
        page="/customers/?mine=1&sort=-updated_at",
    ),
    "customer.twins": Topic(
        N_("%(month)s: %(groups)s groups of customers look like duplicates. Please look at them."),
        news=NewsGroup.CUSTOMERS,
        page="/reports/customer_twins/",
    ),
    "customer.handed_over": Topic(
        N_("Customer %(name)s (%(number)s) now belongs to %(to)s."), news=NewsGroup.CUSTOMERS
    ),
}
