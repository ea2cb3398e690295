"""The peer: stock Flask-Admin on the same rows, written as in its documentation."""

import os

from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import relationship

from bench.peer import TABLE
from models import engine
from models.base import Base
from models.customers import Contact
from models.people import Department, User

COLUMNS = (
    "number",
    "name",
    "lifecycle",
    "customer_type",
    "phone",
    "legal_representative",
    "region",
    "owner.name",
    "updated_at",
)


class Peer:
    """A row of the peer's table."""


def _map() -> None:
    columns = TABLE.c
    Base.registry.map_imperatively(
        Peer,
        TABLE,
        properties={
            "owner": relationship(
                User, primaryjoin=User.id == columns.owner_id, foreign_keys=[columns.owner_id]
            ),
            "department": relationship(
                Department,
                primaryjoin=Department.id == columns.department_id,
                foreign_keys=[columns.department_id],
            ),
            "contacts": relationship(
                Contact,
                primaryjoin=Contact.customer_id == columns.id,
                foreign_keys=[Contact.customer_id],
                overlaps="contacts,customer",
            ),
        },
    )


class CustomerView(ModelView):
    """Fifty rows a page, searchable and filterable, with a scaffolded form."""

    page_size = 50
    can_view_details = True
    # A select of all contacts of everybody would take five seconds at 50,000; nobody would ship it.
    form_excluded_columns = ("contacts",)
    column_list = COLUMNS
    column_searchable_list = ("number", "name", "phone")
    column_filters = ("lifecycle", "customer_type", "region")
    column_sortable_list = ("number", "name", "updated_at")
    column_default_sort = ("id", True)


def create_app() -> Flask:
    """The application of the peer on ``BENCH_DATABASE``."""
    url = os.environ["BENCH_DATABASE"]
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="bench",
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=engine.engine_options(url),
    )
    _map()
    db = SQLAlchemy(metadata=Base.metadata)
    db.init_app(app)
    Babel(app)
    with app.app_context():
        engine.prepare_engine(db.engine)
    Admin(app, name="stock").add_view(CustomerView(Peer, db, endpoint="customers"))
    return app
