"""Every view, in menu order. The whole list, in one place."""

from flask_admin import Admin

from models.words.text import N_
from views.approvals import ApprovalView
from views.attachments import AttachmentView
from views.chains import ChainView, RouteView
from views.customers import CustomerView
from views.desk import CopyingView, DeskView, ViewingView
from views.file_classes import FileClassView
from views.files import FileView
from views.inbox import InboxView
from views.lookups import LookupView, RevealView
from views.me import MeView
from views.numbers import NumberView
from views.places import PlaceView
from views.requests import RequestView
from views.sign_in import SignInView
from views.system import AuditView, JobView


def build(admin: Admin) -> None:
    """Add each view under its heading."""
    admin.add_view(CustomerView())
    admin.add_view(LookupView())
    admin.add_view(RevealView())
    admin.add_view(MeView(name="me", endpoint="me", url="/me"))
    admin.add_view(InboxView())
    asking = N_("Using files")
    admin.add_view(RequestView(category=asking))
    admin.add_view(DeskView(category=asking))
    admin.add_view(ViewingView(category=asking))
    admin.add_view(CopyingView(category=asking))
    admin.add_view(ApprovalView(category=asking))
    admin.add_view(ChainView(category=asking))
    admin.add_view(RouteView(category=asking))
    files = N_("Files")
    admin.add_view(FileView(category=files))
    admin.add_view(PlaceView(category=files))
    admin.add_view(NumberView(category=files))
    admin.add_view(FileClassView(category=files))
    admin.add_view(AttachmentView("attachments", "attachments"))
    admin.add_view(AuditView(category=N_("System administration")))
    admin.add_view(JobView(category=N_("System administration")))
    admin.add_view(SignInView(name="sign_in", endpoint="sign_in", url="/sign_in"))
