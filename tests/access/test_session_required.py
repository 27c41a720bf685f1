"""What people do with their own credentials, and with programs, no API token of theirs does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from contracts import access
from tests.builders import PASSWORD, Person, by_token

_SESSION = "sess_01ARZ3NDEKTSV4RRFFQ69G5FAV"
_TOKEN = "token_01ARZ3NDEKTSV4RRFFQ69G5FAV"
_PROGRAM = "prog_01ARZ3NDEKTSV4RRFFQ69G5FAV"

ASKS: dict[str, Callable[[RpcClient], Any]] = {
    "sign out": lambda rpc: access.end_session(rpc),
    "act for another account": lambda rpc: access.switch_account(rpc, account_id="prac_nobody"),
    "see sessions": lambda rpc: access.list_own_sessions(rpc),
    "sign out elsewhere": lambda rpc: access.end_own_session(rpc, session_id=_SESSION),
    "see tokens": lambda rpc: access.list_api_tokens(rpc),
    "make a token": lambda rpc: access.create_api_token(rpc, name="more", scopes=["read"]),
    "end a token": lambda rpc: access.end_api_token(rpc, token_id=_TOKEN),
    "change the password": lambda rpc: access.change_password(
        rpc, current_password=PASSWORD, password="quite another password"
    ),
    "ask for a confirmation": lambda rpc: access.send_confirmation(rpc),
    "confirm an address": lambda rpc: access.confirm_email(rpc, token="x" * 43),
    "see the second factor": lambda rpc: access.get_totp(rpc),
    "begin a second factor": lambda rpc: access.begin_totp(rpc, password=PASSWORD),
    "confirm a second factor": lambda rpc: access.confirm_totp(rpc, code="123456"),
    "renew recovery codes": lambda rpc: access.renew_recovery_codes(rpc, password=PASSWORD),
    "end the second factor": lambda rpc: access.disable_totp(rpc, password=PASSWORD),
    "see programs": lambda rpc: access.list_programs(rpc),
    "see a program": lambda rpc: access.get_program(rpc, _PROGRAM),
    "make a program": lambda rpc: access.create_program(rpc, name="x", scopes=["clients:read"]),
    "end a program": lambda rpc: access.end_program(rpc, _PROGRAM),
}


@pytest.mark.parametrize("what", ASKS)
def test_a_token_does_nothing_with_its_persons_credentials(owner: Person, what: str) -> None:
    with owner.acting():
        made = access.create_api_token(owner.rpc, name="all", scopes=["read", "write"])
    with by_token(owner, str(made["token"])).acting(), pytest.raises(access.SessionRequired):
        ASKS[what](owner.rpc)
