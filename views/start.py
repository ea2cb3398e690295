"""How the pages begin: imported before whatever imports Flask-Admin.

Its forms load Pillow for picture fields, which are not in our dialect: 3 MiB and 40 ms a process.
"""

from portal.late import unavailable

with unavailable("PIL"):
    import flask_admin.form  # noqa: F401
