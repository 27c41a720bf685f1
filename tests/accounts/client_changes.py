"""Changes a client, and reads why one was refused."""

from collections.abc import Mapping
from typing import Any

import pytest

from contracts import accounts
from contracts.errors import InvalidInput
from tests.builders import Person


def changes(person: Person, client: Mapping[str, Any], **change: Any) -> Mapping[str, Any]:
    with person.acting():
        return accounts.change_client(person.rpc, client_id=client["id"], **change)


def code_of(refused: pytest.ExceptionInfo[InvalidInput]) -> tuple[str, str]:
    (error,) = refused.value.errors
    return error["pointer"], error["code"]
