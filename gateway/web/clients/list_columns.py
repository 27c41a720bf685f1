"""The columns that somebody chose for the list of clients, as its address has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracts.accounts.client_states import ClientColumn
from contracts.accounts.saved_views import DEFAULT_COLUMNS

TITLES = {
    ClientColumn.ACCOUNT_MANAGER: "Manager",
    ClientColumn.RESPONSIBILITIES: "Responsible",
    ClientColumn.ACCESS: "Access",
    ClientColumn.TYPE: "Type",
    ClientColumn.COMPANY_NUMBER: "Company number",
    ClientColumn.SOLUTIONS: "Solutions",
    ClientColumn.INVITATION: "Invitation",
    ClientColumn.CONNECTION: "Software",
    ClientColumn.COUNTRY: "Country",
    ClientColumn.BASE_CURRENCY: "Currency",
    ClientColumn.CREATED_AT: "Added",
}
#: Stands for the name, which is always shown: so that choosing nothing else is a choice too.
NAME = "name"


_ALL = tuple(ClientColumn)
_OF_OTHERS = tuple(column for column in _ALL if column != ClientColumn.ACCESS)


def offered(*, admin: bool) -> tuple[ClientColumn, ...]:
    """Who has access is for admins."""
    return _ALL if admin else _OF_OTHERS


def read(written: Iterable[str], *, admin: bool) -> list[ClientColumn]:
    """Those of an address or a form, whether named one by one or with commas; the usual ones of neither."""
    wanted = {name for part in written for name in part.split(",")} - {""}
    return [each for each in offered(admin=admin) if each in (wanted or DEFAULT_COLUMNS)]


def write(columns: Sequence[str], *, admin: bool) -> str | None:
    """For an address; None for the usual ones."""
    shown = [each for each in offered(admin=admin) if each in columns]
    return None if shown == read((), admin=admin) else ",".join([NAME, *shown])
