"""Closed sets: each that moves has one table of its transitions, and all others say why they do not move."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from types import ModuleType

import pytest

import contracts
import services
from contracts.accounts.client_states import CLIENT_TRANSITIONS, ClientStatus
from contracts.transitions import NoTransition, Transitions

_KIND = "says what something is, for as long as it is"
_CHOICE = "is what a request asks for"
_OUTCOME = "is what came of one request, or is decided at a time, and is kept nowhere"
#: Closed sets that do not move, each with the reason.
STILL = {
    **dict.fromkeys(
        (
            "AccessLevel", "AccessReviewScope", "AccountKind", "ActivityKind", "Audience",
            "BookkeepingSoftware", "ChannelKind",
            "ChannelName", "ClientRole", "ClientType", "DocumentKind", "DocumentSource", "Encoding",
            "EndingGrant", "FileFormat", "HiddenClients", "ImportField", "ImportKind", "IncomeSourceType",
            "LinkPurpose", "MailKind", "MessageKind", "OnboardingStep", "Permission", "Plan", "PracticeRole",
            "ProviderId",
            "ProgramScope", "ReferenceKind", "RequestKind", "Scope", "SenderPolicy",
            "Solution", "TextEncoding", "WizardStep",
        ),
        _KIND,
    ),
    **dict.fromkeys(
        (
            "AccessRequestView", "ClientColumn", "ClientSort", "ClientView", "ConnectionFilter", "ImportMode",
            "Treatment",
        ),
        _CHOICE,
    ),
    **dict.fromkeys(
        (
            "AccessChange", "AccessReason", "Attachment", "BulkResult", "ClaimEnd", "DocumentChange", "Gate",
            "Leaving", "Match", "NextStep", "NoticeKind", "Resolution", "SyncResult", "WebhookChange",
        ),
        _OUTCOME,
    ),
    "ColleagueStatus": "is a MembershipStatus of somebody who is there",
    "ClientUserStatus": "is a ClientMembershipStatus of somebody who is there",
    "ConnectionStatus": "is a ConnectionState of one that is not closed",
    "ClientConnection": "is the ConnectionStatus that accounts has heard of last, or that there is none",
    "ClientInvitation": "is the InvitationStatus that accounts has heard of last, or that there is none",
    "OnboardingState": "follows from the StepState of each step whenever one is marked",
    "AddressState": "is read off which address a client has now",
    "WebhookDisabledReason": "is written with the WebhookState that it is the reason of",
    "DocumentReceipts": "is a setting",
    "NoticeDigest": "is a setting",
    "ReviewDecision": "is decided of a line anew, or taken back, until its review is over",
    "PreviewProblem": "is found out when a page is drawn",
    "WizardStepState": "is worked out of a draft's answers whenever it is shown",
    "RowVerdict": "is found out anew whenever a file is checked",
    "RowResult": "is written once by the import, and once more where it is undone",
}  # fmt: skip


def modules() -> Iterator[ModuleType]:
    for package in (contracts, services):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in found.name and not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def closed_sets() -> set[type[StrEnum]]:
    return {
        value
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value.__module__ == module.__name__
    }


def tables() -> dict[str, tuple[Transitions[StrEnum], ...]]:
    """The tables, by the module each is written in: beside its states."""
    return {
        module.__name__: tuple(value for value in vars(module).values() if isinstance(value, Transitions))
        for module in modules()
    }


def test_a_closed_set_has_its_table_beside_it_or_does_not_move() -> None:
    moving = {
        each
        for each in closed_sets()
        if sum(table.states is each for table in tables()[each.__module__]) == 1
    }
    assert {each.__name__ for each in closed_sets() - moving} == STILL.keys()
    assert len(moving) >= 10


def test_each_set_has_one_table() -> None:
    made = {id(table): table.states.__name__ for found in tables().values() for table in found}
    assert len(made) == len(set(made.values()))


def test_every_state_is_reached_from_where_things_begin() -> None:
    """A table in which a state comes about by nothing is a table nobody has read."""
    for table in {id(table): table for found in tables().values() for table in found}.values():
        began = [each for each in table.states if not set(table.before(each)) - {each}]
        reached = set(began or [next(iter(table.states))])
        for _ in table.states:
            reached |= {after for each in reached for after in table.following(each)}
        assert reached == set(table.states), table.states
        assert len(began) <= 2, table.states


def test_what_does_not_follow_is_a_mistake() -> None:
    CLIENT_TRANSITIONS.require("active", ClientStatus.ARCHIVED)
    with pytest.raises(NoTransition, match="ClientStatus: active to active"):
        CLIENT_TRANSITIONS.require(ClientStatus.ACTIVE, ClientStatus.ACTIVE)
