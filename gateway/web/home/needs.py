"""What needs somebody, a line each: how many in words, who or what, and where something is done about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from contracts.access import AccessSummary
from contracts.accounts import Home, Waiting
from contracts.invitations import InvitationSummary, WaitingInvitations

_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


class Line(NamedTuple):
    """`kind` is that of a chip. `names` are of the first; `path` is the thing itself, or the list of them."""

    kind: str
    words: str
    names: str
    path: str


class _Sort(NamedTuple):
    """How one sort of thing is said: of one, of several, and of one without a name."""

    kind: str
    one: str
    several: str
    nameless: str = ""


_REQUESTS = _Sort("waiting", "asks you to take them on", "people ask you to take them on", "Somebody new")
_ASKED_FOR = _Sort("waiting", "colleague asks for access to a client", "colleagues ask for access to clients")
_ENDING_ACCESS = _Sort(
    "waiting", "client has access that ends within a week", "clients have access that ends within a week"
)
_FAILED = _Sort("bad", "invitation was not delivered", "invitations were not delivered")
_RECONNECTS = _Sort("bad", "client’s software is to be reconnected", "clients’ software is to be reconnected")
_ENDING = _Sort("waiting", "invitation ends within two days", "invitations end within two days")
_IMPORTS = _Sort("plain", "import waits for your word", "imports wait for your word", "A table you typed")
_DRAFTS = _Sort(
    "plain", "client is begun and not finished", "clients are begun and not finished", "No name yet"
)


def lines(
    home: Home | None, invitations: InvitationSummary | None, access: AccessSummary | None
) -> list[Line]:
    """What is pressing comes first. What could not be asked is None, and left out."""
    found: list[Line | None] = []
    if home is not None:
        found.append(_requests(home["requests"]))
    if access is not None:
        found.append(_asked_for(access["requests"]))
    if invitations is not None:
        found.append(_failed(invitations["failed"]))
    if home is not None:
        found.append(_of(_RECONNECTS, home["reconnects"], "/clients/{}/connection", _BROKEN))
    if invitations is not None:
        found.append(_invitations(_ENDING, invitations["ending"], "/invitations?ending=soon"))
    if access is not None:
        found.append(_of(_ENDING_ACCESS, access["ending"], "/clients/{}/access", _ALL_ENDING))
    if home is not None:
        found.append(_of(_IMPORTS, home["imports"], "/clients/import/{}", "/clients/import"))
        found.append(_of(_DRAFTS, home["drafts"], "/clients/new?draft={}", "/clients/drafts"))
    return [line for line in found if line is not None]


_TO_DECIDE = "/clients/access-requests"
_ALL_ENDING = "/clients/access-requests#ending"
_BROKEN = "/connections?state=needs_reconnect"


def in_words(count: int) -> str:
    """A number as a sentence begins with it."""
    return _WORDS[count] if count < len(_WORDS) else f"{count:,}"


def _requests(waiting: Waiting) -> Line | None:
    line = _of(_REQUESTS, waiting, "/clients/requests", "/clients/requests")
    # Somebody is a person, not one of something.
    return line and line._replace(words=line.words.replace("One asks", "Somebody asks"))


def _asked_for(waiting: Mapping[str, Any]) -> Line | None:
    named = [
        {"id": each["id"], "name": f"{each['name']} for {each['client_name']}"} for each in waiting["first"]
    ]
    return _of(_ASKED_FOR, {"count": waiting["count"], "first": named}, _TO_DECIDE, _TO_DECIDE)


def _failed(waiting: WaitingInvitations) -> Line | None:
    line = _invitations(_FAILED, waiting, "/invitations?state=needs_attention")
    only = waiting["first"][0] if waiting["count"] == 1 else None
    # A colleague's goes to their login email, which is not corrected.
    return line and (line._replace(path=f"/invitations/{only['id']}") if only and only["client_id"] else line)


def _invitations(sort: _Sort, waiting: WaitingInvitations, path: str) -> Line | None:
    named = [{"id": each["id"], "name": _invited(each)} for each in waiting["first"]]
    return _of(sort, {"count": waiting["count"], "first": named}, path, path)


def _invited(each: Mapping[str, Any]) -> str:
    return (
        f"{each['name']} of {each['account_name']}" if each["client_id"] else f"{each['name']}, a colleague"
    )


def _of(sort: _Sort, waiting: Mapping[str, Any], one: str, several: str) -> Line | None:
    count, first = waiting["count"], waiting["first"]
    if not count:
        return None
    said = f"{in_words(count)} {sort.one if count == 1 else sort.several}"
    path = one.format(first[0]["id"]) if count == 1 else several
    return Line(sort.kind, said, _names([each["name"] or sort.nameless for each in first], count), path)


def _names(names: Sequence[str], count: int) -> str:
    return "; ".join(_ended(names, count - len(names)))


def _ended(names: Sequence[str], more: int) -> Iterator[str]:
    yield from names
    if more:
        yield f"and {more:,} more"
