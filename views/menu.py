"""Every view, in menu order. The whole list, in one place."""

from flask_admin import Admin

from models.words.text import N_
from views.attachments import AttachmentView
from views.bell import BellView
from views.customers import CustomerView
from views.file_classes import FileClassView
from views.files import FileView
from views.lookups import LookupView, RevealView
from views.me import MeView
from views.numbers import NumberView
from views.palette import PaletteView
from views.people import DelegationsView, DepartmentsView, PeopleView
from views.places import PlaceView
from views.roles import RolesView
from views.settings import SettingsView
from views.sign_in import SignInView
from views.system import AuditView, JobView


def build(admin: Admin) -> None:
    """Add each view under its heading."""
    admin.add_view(CustomerView())
    admin.add_view(LookupView())
    admin.add_view(RevealView())
    files = N_("Files")
    admin.add_view(FileView(category=files))
    admin.add_view(PlaceView(category=files))
    admin.add_view(NumberView(category=files))
    admin.add_view(FileClassView(category=files))
    admin.add_view(AttachmentView("attachments", "attachments"))
    people = N_("People and rights")
    admin.add_view(DelegationsView(category=people))
    admin.add_view(PeopleView(category=people))
    admin.add_view(DepartmentsView(category=people))
    admin.add_view(RolesView(N_("Roles and rights"), "roles", category=people))
    admin.add_view(SettingsView(N_("Settings"), "settings", category=N_("System administration")))
    admin.add_view(MeView(N_("My account"), "me"))
    admin.add_view(AuditView(category=N_("System administration")))
    admin.add_view(JobView(category=N_("System administration")))
    admin.add_view(BellView())
    admin.add_view(PaletteView())
    admin.add_view(SignInView(name="sign_in", endpoint="sign_in", url="/sign_in"))
