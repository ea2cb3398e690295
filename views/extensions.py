"""The Flask extensions, created once and bound in ``app.create_app``."""

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from models.base import Base

babel = Babel()
csrf = CSRFProtect()
db = SQLAlchemy(metadata=Base.metadata)
login = LoginManager()
