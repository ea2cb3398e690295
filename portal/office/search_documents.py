"""The search document of each kind of record: what it is found by."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest
from models.people import Department, User
from models.words.kinds import Kind
from portal.customers.writing import search_document as customer_document
from portal.platform.search.index import Document
from portal.work import Work


def file_document(work: Work, row: CustomerFile) -> Document:
    """A file is found by its number, its title and its customer's name."""
    of = work.session.scalar(select(Customer.name).where(Customer.id == row.customer_id)) or ""
    return Document(
        label=row.title,
        hint=row.number or "",
        names=[row.title, of],
        numbers=[row.number or "", row.business_key],
    )


def request_document(_work: Work, row: AccessRequest) -> Document:
    return Document(
        label=row.purpose[:80], hint=row.number, names=[row.purpose[:80]], numbers=[row.number]
    )


def loan_document(work: Work, row: Loan) -> Document:
    """A loan is found by its number and by its file's."""
    lent = work.session.execute(
        select(CustomerFile.title, CustomerFile.number).where(CustomerFile.id == row.file_id)
    ).one()
    return Document(
        label=lent.title,
        hint=row.number,
        names=[lent.title],
        numbers=[row.number, lent.number or ""],
    )


def person_document(_work: Work, row: User) -> Document:
    return Document(
        label=row.name,
        hint=row.employee_number,
        names=[row.name],
        numbers=[row.employee_number, row.login],
    )


def department_document(_work: Work, row: Department) -> Document:
    return Document(label=row.name, hint=row.code, names=[row.name], numbers=[row.code])


def place_document(_work: Work, row: Place) -> Document:
    return Document(
        label=row.label or row.name, hint=row.code, names=[row.label, row.name], numbers=[row.code]
    )


DOCUMENTS: Mapping[Kind, Callable[[Work, Any], Document]] = {
    Kind.CUSTOMER: lambda _work, row: customer_document(row),
    Kind.DEPARTMENT: department_document,
    Kind.FILE: file_document,
    Kind.LOAN: loan_document,
    Kind.PLACE: place_document,
    Kind.REQUEST: request_document,
    Kind.USER: person_document,
}
