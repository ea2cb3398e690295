"""The floor: the same queries sent straight to the driver."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from models.platform.search import VECTOR
from models.words.kinds import Kind
from portal.platform.search.query import KINDS, SEARCHED

PAGE = (
    "SELECT c.id, c.number, c.name, c.lifecycle, c.customer_type, c.phone, "
    "c.legal_representative, c.region, u.name, c.updated_at "
    "FROM customers c JOIN users u ON u.id = c.owner_id "
)


class Raw:
    """One driver connection and the query of each page as a call to be timed."""

    def __init__(self, engine: Engine, rows: int) -> None:
        self.connection = engine.raw_connection()
        self.mark = "?" if engine.dialect.name == "sqlite" else "%s"
        self.sqlite = engine.dialect.name == "sqlite"
        self.rows = rows

    def ask(self, sql: str, *values: Any) -> list[Any]:
        """All rows of a query with ``?`` placeholders."""
        cursor = self.connection.cursor()
        cursor.execute(sql.replace("?", self.mark), values)
        rows = cursor.fetchall()
        cursor.close()
        return list(rows)

    def calls(self, hit: str, none: str) -> dict[str, Callable[[], object]]:
        """Metric → call. A search looks up one bigram of a name in the index, as a page does."""
        middle = self.rows // 2
        return {
            "list": lambda: self.ask(PAGE + "ORDER BY c.id DESC LIMIT 50"),
            "deep": lambda: self.ask(PAGE + "WHERE c.id < ? ORDER BY c.id DESC LIMIT 50", middle),
            "filter": lambda: self.ask(
                PAGE + "WHERE c.lifecycle = ? AND c.customer_type = ? AND c.state = 'active' "
                "ORDER BY c.id DESC LIMIT 50",
                "partnered",
                "supplier",
            ),
            "sort": lambda: self.ask(PAGE + "ORDER BY c.name LIMIT 50"),
            "search_hit": lambda: self.search(hit),
            "search_none": lambda: self.search(none),
            "edit": lambda: self.ask("SELECT * FROM customers WHERE id = ?", middle),
            "save": self.save,
        }

    def search(self, bigram: str) -> list[Any]:
        """Look up the index first, then the rows of a page."""
        letter = SEARCHED[Kind.CUSTOMER].letter + "n"
        where = "search_fts MATCH ?" if self.sqlite else f"{VECTOR} @@ CAST(? AS tsquery)"
        hits = f"SELECT rowid / {KINDS} AS id FROM search_fts WHERE {where}"
        page = f"{PAGE} WHERE c.id IN (SELECT id FROM hits) ORDER BY c.id DESC LIMIT 50"
        return self.ask(f"WITH hits AS MATERIALIZED ({hits}) {page}", f"{letter}{bigram}")

    def save(self) -> None:
        """Update one row and commit."""
        cursor = self.connection.cursor()
        cursor.execute(
            f"UPDATE customers SET region = region || '' WHERE id = {self.mark}",
            (self.rows // 2,),
        )
        self.connection.commit()
        cursor.close()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def workbook(path: Path, rows: int, cells: int = 12) -> None:
    """Write a formatted workbook with XlsxWriter in constant memory: the floor of exports."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        text = book.add_format({"border": 1})
        day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
        for row in range(rows):
            for column in range(cells - 2):
                page.write_string(row, column, f"客户名称 {row} 列 {column}", text)
            page.write_number(row, cells - 2, row, text)
            page.write_number(row, cells - 1, 46000 + row % 1000, day)


def read(path: Path) -> int:
    """Read a workbook with calamine and count its rows: the floor of imports."""
    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())
