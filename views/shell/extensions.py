"""The Flask extensions, created once and bound in ``app.create_app``."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

from models.base import Base
from portal.transaction import refuse_strangers
from views.shell.csrf import Protection

babel = Babel()
csrf = Protection()
db = SQLAlchemy(metadata=Base.metadata)
event.listen(db.session, "before_commit", refuse_strangers)
limiter = Limiter(get_remote_address, storage_uri="memory://")
login = LoginManager()
