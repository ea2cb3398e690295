"""Says what became of a link to set a password."""

from flask import flash, url_for

from models.people import User
from portal.people.links import Issued
from views.shell.context import config
from views.shell.i18n import gettext as _


def flash_link(person: User, issued: Issued) -> None:
    """Where it went, or the link itself, once; or that it waits for a second officer."""
    if issued.act is not None:
        flash(second_waits(), "info")
    elif issued.mailed_to:
        flash(
            _(
                "The link was mailed to %(name)s (%(mail)s); it works once, within 24 hours.",
                name=person.name,
                mail=issued.mailed_to,
            ),
            "info",
        )
    else:
        link = config().base_url + url_for("sign_in.set_up", token=issued.token)
        flash(
            _(
                "Give %(name)s this link; it works once, within 24 hours: %(link)s",
                name=person.name,
                link=link,
            ),
            "info",
        )


def second_waits() -> str:
    """What somebody reads who asked for what a second officer confirms."""
    return _(
        "Nothing has changed yet: this waits for a second officer. All officers have been told; "
        "you find it under “Two officers”."
    )
