"""What a colleague begins with: what waits for them, and how clients come in."""

from __future__ import annotations

from typing import Annotated, TypedDict

from contracts.accounts.client_lists import Named
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described
from contracts.values import Count


class Waiting(TypedDict):
    """Things that wait for the caller: how many, and up to three of them by name."""

    count: Count
    first: list[Named]


class OnboardedWeek(TypedDict):
    """The active clients that were added in a week, and how far they are now."""

    begins: Annotated[str, Described("The Monday, in UTC")]
    added: Count
    invited: Count
    accepted: Count
    connected: Count


class Home(TypedDict):
    """Of the clients the caller can see. `requests` are an admin's, `drafts` and `imports` whoever's may add
    clients; for others they are none. `active` counts clients, and `not_invited` those among them.
    """

    requests: Waiting
    drafts: Waiting
    imports: Waiting
    reconnects: Waiting
    active: Count
    not_invited: Count
    weeks: list[OnboardedWeek]


GET_HOME = Call("accounts", "get_home", NoArguments, Home, "read")


def get_home(rpc: Rpc) -> Home:
    """What waits for the caller, and their clients of twelve weeks. Raises `PracticeAccountRequired`."""
    return rpc.call(GET_HOME, NoArguments())
