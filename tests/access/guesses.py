"""Guesses at somebody's password."""

from __future__ import annotations

import pyotp

from contracts import access
from tests.builders import PASSWORD, Person

WRONG = "not the password at all"


def enrols(owner: Person) -> None:
    with owner.acting():
        begun = access.begin_totp(owner.rpc, password=PASSWORD)
        access.confirm_totp(owner.rpc, code=pyotp.TOTP(begun["secret"]).now())
