"""Changes a client, and reads why one was refused."""

from typing import Any

import pytest

from contracts import accounts
from contracts.errors import InvalidInput
from tests.builders import Person


def changes(person: Person, client: dict[str, Any], **change: Any) -> dict[str, Any]:
    with person.acting():
        return accounts.change_client(person.rpc, client["id"], **change)


def code_of(refused: pytest.ExceptionInfo[InvalidInput]) -> tuple[str, str]:
    (error,) = refused.value.errors
    return error["pointer"], error["code"]
