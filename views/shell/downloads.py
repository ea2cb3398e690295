"""Sends workbooks with Chinese file names (RFC 5987), never cached."""

from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, send_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_sheet(source: Path | BinaryIO, name: str) -> Response:
    """A download response for a workbook."""
    if not isinstance(source, Path):
        source.seek(0)
    answer = send_file(source, mimetype=XLSX, etag=False, max_age=0)
    plain = "sheet.xlsx"  # for clients without RFC 5987
    answer.headers["Content-Disposition"] = (
        f"attachment; filename={plain}; filename*=UTF-8''{quote(name, safe='')}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
