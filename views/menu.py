"""Every view, in menu order. The whole list, in one place."""

from typing import Any

from models.words.text import N_
from views.approvals.chains import ChainView, RouteView
from views.files.classes import FileClassView
from views.files.deficiencies import DeficiencyView, PenaltyView
from views.files.differences import DifferenceView
from views.files.labels import LabelView
from views.files.numbers import NumberView
from views.files.places import PlaceView
from views.lending.card_page import LentCustomerView
from views.lending.desk import CopyingView, DeskView, ViewingView
from views.lending.file_page import LentFileView
from views.lending.leaver_page import LeaverView
from views.lending.loans import LoanView
from views.lending.requests import RequestView
from views.office.approvals import ApprovalView
from views.office.attachments import AttachmentView
from views.office.bell import BellView
from views.office.exports import ExportView
from views.office.imports import ImportView
from views.office.inbox import InboxView
from views.office.looks import CasesView, LooksView
from views.office.lookups import LookupView, RevealView
from views.office.manual import ManualView
from views.office.palette import PaletteView
from views.office.register_forms import RegisterFormsView
from views.office.reports import ReportView
from views.office.settings import SettingsView
from views.office.system import AuditView, JobView
from views.office.work_calendar import CalendarView
from views.people.me import MeView
from views.people.officer_acts import OfficerActsView
from views.people.roles import RolesView
from views.people.roster import RosterView
from views.people.screens import DelegationsView, DepartmentsView
from views.people.second_factor import SecondFactorView
from views.people.sign_in import SignInView
from views.shell.admin import Admin


def all_views() -> list[tuple[str, list[Any]]]:
    """The views under each heading; those under no heading first."""
    return [
        ("", [InboxView(), LentCustomerView()]),
        (N_("Using files"), [
            RequestView(), LoanView(), DeskView(), ViewingView(), CopyingView(), ApprovalView(),
            ChainView(), RouteView(),
        ]),
        (N_("Files"), [
            LentFileView(), DeficiencyView(), DifferenceView(), PlaceView(), NumberView(),
            PenaltyView(), FileClassView(), LooksView(),
        ]),
        (N_("Lists and registers"), [
            ImportView(N_("Imports"), "imports"), ReportView(N_("Registers"), "reports"),
            ExportView(N_("My sheets"), "exports"),
            RegisterFormsView(N_("Forms of registers"), "register_forms"),
        ]),
        (N_("People and rights"), [
            DelegationsView(), LeaverView(), DepartmentsView(),
            RolesView(N_("Roles and rights"), "roles"), OfficerActsView(),
        ]),
        (N_("System administration"), [
            SettingsView(N_("Settings"), "settings"), CalendarView(), AuditView(),
            CasesView(), JobView(),
        ]),
        ("", [
            MeView(N_("My account"), "me"), SecondFactorView(), BellView(), PaletteView(),
            LookupView(), LabelView(), RevealView(), RosterView(), ManualView(),
            AttachmentView("attachments", "attachments"),
            SignInView(name="sign_in", endpoint="sign_in", url="/sign_in"),
        ]),
    ]  # fmt: skip


def build_menu(admin: Admin) -> None:
    """Add each view under its heading. Raises ``Refused`` with all that is wrong with any."""
    found = all_views()
    for heading, below in found:
        for view in below:
            view.category = heading or None
    admin.add_views(*(view for _heading, below in found for view in below))
