"""Flask-Admin's vocabulary, read once at start: a list, a form and a record page come of it."""
