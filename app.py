"""Puts the portal together: ``flask run``, or ``app:serve()`` for a WSGI server."""

from typing import Any

from flask import Flask

import portal.start  # noqa: F401  (first, for it eases the imports)
import models.all  # noqa: F401
import views.people.auth
import views.shell.start  # noqa: F401
from models import engine
from models.base import Base
from portal.config import Config, load_config
from portal.fast import heap
from portal.fast.switch import plain
from views import commands, menu
from views.files.page import fault_line
from views.office import exports
from views.office.home import HomeView
from views.people import step_up
from views.shell import assets, catalogues, errors, frame, guards, i18n, outages, safety, wire
from views.shell.admin import Admin
from views.shell.extensions import babel, csrf, db, limiter, login
from views.shell.fast.templating import Portal


def create_app(config: Config | None = None, **overrides: Any) -> Flask:
    """One Flask application for one deployment; ``overrides`` are Flask settings for tests."""
    config = config or load_config()
    i18n.compile_catalogues()
    app = Portal(__name__, instance_path=str(config.instance.resolve()), static_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine.engine_options(config.database, plain=plain()),
        BABEL_TRANSLATION_DIRECTORIES=str(catalogues.FOLDER),
        BABEL_DEFAULT_LOCALE="zh_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=list(config.hosts),
        SESSION_COOKIE_NAME="__Host-session" if config.secure_cookies else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
    )
    app.config.update(overrides)
    app.extensions["portal.config"] = config
    errors.init_app(app)
    guards.init_app(app, config)
    for each in (db, csrf, login, limiter):
        each.init_app(app)
    guards.install_session_guard(app)
    step_up.init_app(app)
    babel.init_app(app, locale_selector=i18n.current_language)
    i18n.init_app(app)
    app.jinja_env.globals.update(
        language=i18n.current_language, sheet_urls=exports.export_urls, fault_line=fault_line
    )
    with app.app_context():
        guards.keep_seen(app, engine.prepare_engine(db.engine, plain=plain()), config)
    wire.init_app(app)
    commands.init_app(app)
    frame.init_app(app)
    app.register_blueprint(assets.blueprint)
    menu.build_menu(Admin(app, name="青简", url="/", index_view=HomeView(), theme=frame.THEME))
    return app


def serve() -> Flask:
    """The application of a server process. Ends it where it would be unsafe outside a desk."""
    app = create_app()
    safety.refuse_unsafe(app)
    outages.look_before_serving(app)
    Base.registry.configure()  # or the first visitor would wait for it
    heap.freeze_heap()
    return app
