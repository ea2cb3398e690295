"""The account of a person, completed by lending: what they would leave behind (SC-06)."""

from typing import Any

from flask.typing import ResponseReturnValue

from portal.lending.leavers import find_held
from views.people.screens import PeopleView
from views.shell.context import reading


class LeaverView(PeopleView):
    """The page that disables an account lists first what its owner still holds."""

    def show(self, template: str, status: int = 200, **values: Any) -> ResponseReturnValue:
        act = values.get("act")
        if template == "records/act.html" and act is not None and act.name == "disable":
            template = "lending/leaver.html"
            values["held"] = find_held(reading(), values["row"])
        return super().show(template, status, **values)
