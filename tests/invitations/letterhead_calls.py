"""A practice's own words changed and looked at."""

from typing import Any

import pytest

from contracts import invitations
from contracts.errors import InvalidInput
from tests.builders import (
    Person,
)

MINE = {"subject": "Welcome to {practice}, {name}", "opening": "Dear {name},\nas agreed.\n\nYours, {inviter}"}


def changes(owner: Person, **wanted: Any) -> invitations.PracticeMessages:
    with owner.acting():
        return invitations.change_practice_messages(owner.rpc, **wanted)


def refused(owner: Person, **wanted: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        changes(owner, **wanted)
    return [(error["pointer"], error["code"]) for error in refusal.value.errors]
