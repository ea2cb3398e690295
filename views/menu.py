"""Every view, in menu order. The whole list, in one place."""

from typing import Any

from flask_admin import Admin

from models.words.text import N_
from views.approvals import ApprovalView
from views.attachments import AttachmentView
from views.bell import BellView
from views.chains import ChainView, RouteView
from views.customers import CustomerView
from views.deficiencies import DeficiencyView, PenaltyView
from views.desk import CopyingView, DeskView, ViewingView
from views.exports import ExportView
from views.file_classes import FileClassView
from views.files import FileView
from views.imports import ImportView
from views.inbox import InboxView
from views.labels import LabelView
from views.loans import LoanView
from views.lookups import LookupView, RevealView
from views.me import MeView
from views.numbers import NumberView
from views.palette import PaletteView
from views.people import DelegationsView, DepartmentsView, PeopleView
from views.places import PlaceView
from views.reports import ReportView
from views.requests import RequestView
from views.roles import RolesView
from views.second_factor import SecondFactorView
from views.settings import SettingsView
from views.sign_in import SignInView
from views.system import AuditView, JobView
from views.work_calendar import CalendarView


def views() -> list[tuple[str, list[Any]]]:
    """The views under each heading; those under no heading first."""
    return [
        ("", [InboxView(), CustomerView()]),
        (N_("Using files"), [
            RequestView(), LoanView(), DeskView(), ViewingView(), CopyingView(), ApprovalView(),
            ChainView(), RouteView(),
        ]),
        (N_("Files"), [
            FileView(), DeficiencyView(), PlaceView(), NumberView(), PenaltyView(), FileClassView(),
        ]),
        (N_("Lists and registers"), [
            ImportView(N_("Imports"), "imports"), ReportView(N_("Registers"), "reports"),
            ExportView(N_("My sheets"), "exports"),
        ]),
        (N_("People and rights"), [
            DelegationsView(), PeopleView(), DepartmentsView(),
            RolesView(N_("Roles and rights"), "roles"),
        ]),
        (N_("System administration"), [
            SettingsView(N_("Settings"), "settings"), CalendarView(), AuditView(), JobView(),
        ]),
        ("", [
            MeView(N_("My account"), "me"), SecondFactorView(), BellView(), PaletteView(),
            LookupView(), LabelView(), RevealView(),
            AttachmentView("attachments", "attachments"),
            SignInView(name="sign_in", endpoint="sign_in", url="/sign_in"),
        ]),
    ]  # fmt: skip


def build(admin: Admin) -> None:
    """Add each view under its heading."""
    for heading, below in views():
        for view in below:
            view.category = heading or None
            admin.add_view(view)
