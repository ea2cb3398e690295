"""A list can only be sorted by what its table has an index for: a heading never reads it all."""

import importlib
import pkgutil

import pytest
from sqlalchemy import UniqueConstraint

import portal
from portal.platform.lists.listing import Listing


def listings():
    """Every literal listing of the portal, by name."""
    found = {}
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Listing):
                found[value.name] = value
    return found


LISTINGS = listings()


def indexed(table):
    """The columns of a table with which a whole index begins."""
    whole = [i for i in table.indexes if i.dialect_options["postgresql"]["where"] is None]
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    heads = [next(iter(each.columns)).name for each in (*whole, *unique)]
    return {*heads, next(iter(table.primary_key)).name}


def unserved(listing):
    """The sortable columns of a listing without an index of its own table to walk."""
    table = listing.table.__table__
    return [
        column.name
        for column in listing.columns
        if column.sort
        and not (
            getattr(getattr(column.value, "table", None), "name", "") == table.name
            and column.value.name in indexed(table)
        )
    ]


def test_there_are_lists():
    assert len(LISTINGS) > 15


@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_every_sortable_column_has_an_index(name):
    assert not unserved(LISTINGS[name]), "add an index, or let nobody sort by it"
