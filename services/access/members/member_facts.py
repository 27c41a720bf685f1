"""What is known of people when something is decided about them: rows as values."""

from __future__ import annotations

from typing import NamedTuple


class Person(NamedTuple):
    """A user. Who has shown that the email is theirs has no `claimed_key`; who cannot sign in, no hash."""

    id: str
    email: str
    email_key: str
    claimed_key: str | None
    name: str
    password_hash: str | None


class Actor(NamedTuple):
    """Who asks, in the account they act for: a practice's role where `kind` is practice, else a client's."""

    account_id: str
    user_id: str
    role: str
    permissions: list[str]
    owner: bool
    kind: str
    account_name: str
    user_name: str


class Colleague(NamedTuple):
    """A membership in a practice, with the name they go by there and their login email."""

    account_id: str
    user_id: str
    role: str
    permissions: list[str]
    status: str
    owner: bool
    version: int
    name: str
    email: str
