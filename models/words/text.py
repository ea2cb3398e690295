"""Marks an English sentence for the translation catalogue without translating it here."""


def N_(text: str) -> str:  # noqa: N802  (the usual gettext name for «translate later»)
    """Return ``text``, marked for extraction; the views translate it."""
    return text
