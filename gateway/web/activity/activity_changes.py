"""What a line of the audit trail was before and is after, in words: no key and no value of the interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple, cast

from markupsafe import Markup

from contracts.access import ActivityKind
from gateway.web.integrations.event_words import WORDS as EVENTS
from gateway.web.integrations.programs import SCOPES
from gateway.web.kit import moments
from gateway.web.practice.practice_messages import KINDS as MESSAGES


class Change(NamedTuple):
    """`before` is None where nothing was before."""

    what: str
    before: str | None
    after: str | None


#: What makes a value into words, given the names of whoever it names by id.
_Words = Callable[[object, Mapping[str, str]], str]
_NONE = "none"


def _as_is(value: object, _names: Mapping[str, str]) -> str:
    return str(value)


def _one_of(words: Mapping[str, str], value: object, _names: Mapping[str, str]) -> str:
    return words.get(str(value), "something else")


def _named(whoever: str, value: object, names: Mapping[str, str]) -> str:
    return names.get(str(value), whoever)


def _picture(_value: object, _names: Mapping[str, str]) -> str:
    return "a picture"


def _yes(value: object, _names: Mapping[str, str]) -> str:
    return "yes" if value else "no"


def _day(value: object, _names: Mapping[str, str]) -> str:
    return moments.element(str(value), "day")


def _end(value: object, names: Mapping[str, str]) -> str:
    """When a colleague's access ends."""
    end = cast("Mapping[str, str]", value)
    somebody = _named("somebody", end["user_id"], names)
    return Markup("{}: {}").format(somebody, moments.element(end["until"], "day"))


def _grant_end(value: object, names: Mapping[str, str]) -> str:
    """When what everyone, a team or the account manager was given ends."""
    end = cast("Mapping[str, str]", value)
    whose = _GRANTS.get(end["grant"]) or _named("a team", end.get("team_id"), names)
    return Markup("{}: {}").format(whose, moments.element(end["until"], "day"))


def _level(value: object, names: Mapping[str, str]) -> str:
    """At which level a colleague or a team was given a client (docs/adr/0064)."""
    given = cast("Mapping[str, str]", value)
    whose = (
        _named("a team", given["team_id"], names)
        if given.get("team_id")
        else _named("somebody", given.get("user_id"), names)
    )
    return f"{whose}: {_LEVELS.get(given['level'], _LEVELS['view'])}"


def _responsible(value: object, names: Mapping[str, str]) -> str:
    """Who has a responsibility at a client (docs/adr/0073), by what it was called then."""
    held = cast("Mapping[str, str]", value)
    return f"{held['name']}: {_named('somebody', held['user_id'], names)}"


def _parts(value: object, _names: Mapping[str, str]) -> str:
    """Words of a message, its parts one after the other."""
    return " / ".join(str(part) for part in value.values() if part) if isinstance(value, dict) else str(value)


_ROLES = {
    "practice_admin": "practice admin", "client_admin": "client admin", "standard": "standard",
    "business_admin": "business admin", "user_admin": "user admin", "standard_user": "standard user",
}  # fmt: skip
_SETTINGS = {
    "name": "name", "practice_code": "practice code", "company_number": "company number",
    "industry": "industry", "solutions": "solutions", "base_currency": "base currency", "country": "country",
    "email": "email address", "postcode": "postcode", "income_sources": "income sources",
    "national_insurance_number": "National Insurance number", "extract_email": "extract-by-email address",
}  # fmt: skip
_LEVELS = {"view": "may view it", "work": "may work with it", "manage": "may manage it"}
_GRANTS = {"everyone": "all colleagues", "account_manager": "account manager"}
_REVIEWED = {"everyone": "all colleagues", "team": "a team", "colleague": "one colleague"}
_STATES = {"active": "active", "invited": "invited", "no_login": "without a login"}
_DECIDED = {"accepted": "accepted", "declined": "declined", "expired": "not answered in time"}
_ENDPOINTS = {"enabled": "on", "disabled": "stopped"}
_REASONS = {
    "by_hand": "turned off by somebody", "failing": "it took nothing for three days",
    "gone": "it said that it is gone", "owner_left": "whoever set it up is no longer here",
}  # fmt: skip
_HIDDEN = {
    "exact": "found by exact name, CRN or practice code", "search": "found by search",
    "off": "not found at all",
}  # fmt: skip
_SENDERS = {"anyone": "anyone", "known": "only who is known", "practice": "as the practice has it"}
_RECEIPTS = {"off": "none", "known": "to known senders"}
_SOLUTIONS = {"bookkeeping": "Bookkeeping", "insights": "Insights"}
_somebody, _a_team = partial(_named, "somebody"), partial(_named, "a team")
#: What a line may tell of, each as people call it.
FIELDS: Mapping[str, tuple[str, _Words]] = {
    "name": ("Name", _as_is),
    "plan": ("Plan", partial(_one_of, {"essentials": "Essentials", "advanced": "Advanced"})),
    "hidden_clients": ("Clients that a colleague cannot see", partial(_one_of, _HIDDEN)),
    "document_senders": ("Who may send documents", partial(_one_of, _SENDERS)),
    "document_receipts": ("A mail to whoever sent documents", partial(_one_of, _RECEIPTS)),
    "crn": ("CRN", _as_is),
    "type": ("Type", partial(_one_of, {"business": "business", "self_employed": "self-employed"})),
    "invited": ("Invited at once", _yes),
    "changed": ("Changed", partial(_one_of, _SETTINGS)),
    "practice_code": ("Practice code", _as_is),
    "company_number": ("Company number", _as_is),
    "industry": ("Industry", _as_is),
    "solutions": ("Solutions", partial(_one_of, _SOLUTIONS)),
    "base_currency": ("Base currency", _as_is),
    "country": ("Country", _as_is),
    "handle": ("Ending of the link", _as_is),
    "enabled": ("Switched on", _yes),
    "sender_name": ("Sender’s name", _as_is),
    "colour": ("Colour", _as_is),
    "logo": ("Logo", _picture),
    "reply_to": ("Answers go to", _as_is),
    "from_address": ("Sent from", _as_is),
    **{kind: (words, _parts) for kind, words in MESSAGES.items()},
    "role": ("Role", partial(_one_of, _ROLES)),
    "permissions": ("Also", partial(_one_of, {"add_clients": "may add clients"})),
    "team_ids": ("Teams", _a_team),
    "member_ids": ("Members", _somebody),
    "everyone": ("All colleagues", _yes),
    "colleague_ids": ("Colleagues", _somebody),
    "colleague_ends": ("Ends by itself", _end),
    "ends": ("End by themselves", _grant_end),
    "levels": ("Levels", _level),
    "place": ("Place in lists", _as_is),
    "responsibilities": ("Responsible", _responsible),
    "until": ("Until", _day),
    "level": ("Level", partial(_one_of, _LEVELS)),
    "account_manager_id": ("Account manager", _somebody),
    "status": ("State", partial(_one_of, _STATES)),
    "state": ("Answer", partial(_one_of, _DECIDED)),
    "scope": ("Of", partial(_one_of, _REVIEWED)),
    "colleagues": ("Colleagues looked through", _as_is),
    "lines": ("Lines", _as_is),
    "lines_kept": ("Kept", _as_is),
    "lines_changed": ("Access changed", _as_is),
    "lines_ended": ("Access ended", _as_is),
    "digest": ("Digest of its file", _as_is),
    "organisation_name": ("Organisation", _as_is),
    "detail": ("Why", _as_is),
    "types": ("Events", partial(_one_of, EVENTS)),
    "reason": ("Why", partial(_one_of, _REASONS)),
    "scopes": (
        "May",
        partial(_one_of, {**{scope: words for scope, words, _ in SCOPES}, "read": "read", "write": "change"}),
    ),
    "networks": ("From networks", _as_is),
    "expires_at": ("Ends", _day),
    "exists": ("It is a user’s", _yes),
    "addresses": ("Addresses", _as_is),
    "exist": ("Of users", _as_is),
}
#: What the sentence says already, or says nothing to people.
_ALWAYS_SAID = frozenset(
    {"provider", "host", "endpoint_id", "import_id", "document_id", "responsibility_id", "review_id"}
)
_SAID: Mapping[str, frozenset[str]] = {
    ActivityKind.PRACTICE_REGISTERED: frozenset({"name"}),
    ActivityKind.CLIENT_CREATED: frozenset({"name"}),
    ActivityKind.CLIENT_ARCHIVED: frozenset({"name"}),
    ActivityKind.CLIENT_RESTORED: frozenset({"name"}),
    ActivityKind.CLIENT_DELETED: frozenset({"name"}),
    ActivityKind.CLIENT_TRANSFERRED: frozenset({"name"}),
    ActivityKind.TEAM_CREATED: frozenset({"name"}),
    ActivityKind.TEAM_DELETED: frozenset({"name", "member_ids"}),
    ActivityKind.PROGRAM_CREATED: frozenset({"name"}),
    **dict.fromkeys(
        (
            ActivityKind.COLLEAGUE_DEACTIVATED,
            ActivityKind.COLLEAGUE_REACTIVATED,
            ActivityKind.COLLEAGUE_REMOVED,
            ActivityKind.CLIENT_USER_REMOVED,
        ),
        frozenset({"role", "status"}),
    ),
    **{
        kind: frozenset({"state"})
        for kind in ActivityKind
        if kind.startswith(("invitation.", "connection.", "webhook_endpoint."))
    },
}


def is_said(kind: str, name: str) -> bool:
    """Whether the sentence of this kind says the field already, or people need not know of it."""
    return name in _ALWAYS_SAID or name in _SAID.get(kind, ())


def of(
    kind: str,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
    names: Mapping[str, str],
) -> list[Change]:
    """What differs; `names` are of whoever the values name by id. What no page has words for is left out."""
    was, now = before or {}, after or {}
    # Of what was just made, or is gone, what it has is told, and not what it lacks.
    lacking: tuple[object, ...] = (None, "", [], {}, False) if before is None or after is None else ()
    return [
        Change(FIELDS[name][0], _in(before, name, names), _in(after, name, names))
        for name in dict.fromkeys((*now, *was))
        if name in FIELDS
        and not is_said(kind, name)
        and was.get(name) != now.get(name)
        and (now if before is None else was).get(name) not in lacking
    ]


def _in(of: Mapping[str, object] | None, name: str, names: Mapping[str, str]) -> str | None:
    """The value in words; None on a side that has nothing at all, as before something was made."""
    if of is None:
        return None
    value, words = of.get(name), FIELDS[name][1]
    if value is None or value in ("", [], {}):
        return _NONE
    if isinstance(value, list):
        return Markup(", ").join(words(each, names) for each in cast("list[object]", value))
    return words(value, names)
