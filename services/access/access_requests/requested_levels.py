"""At which level, and until when, what is asked for is given (docs/adr/0069): decided from facts alone."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from contracts.access import AccessLevel
from contracts.errors import InvalidInput
from services.access.client_access import grant_ends


class Own(NamedTuple):
    """What somebody was given themselves, which is one grant: at one level, for good or until one time."""

    level: AccessLevel
    until: datetime.datetime | None


class Requested(NamedTuple):
    """What a request names. `held` is what they had who asked, when they did."""

    level: AccessLevel | None
    held: AccessLevel | None
    until: datetime.datetime | None


class Reached(NamedTuple):
    """How somebody reaches a client now: at which level in all, and what of it is their own."""

    level: AccessLevel | None
    own: Own | None


NOTHING = Reached(None, None)


def lets(held: AccessLevel | None, level: AccessLevel | None) -> bool:
    """Whether who has one level has the other too. That is none, of who does not say what they need."""
    return held is not None and (level is None or held in level.and_above)


def require_lasting(own: Own | None, level: AccessLevel | None, until: datetime.datetime | None) -> None:
    """A grant has one end: with a higher level that ends sooner, all of it would. Raises `InvalidInput`."""
    if own is None or until is None or lets(own.level, level):
        return
    if own.until is None or until < own.until:
        raise InvalidInput.at(
            "/until",
            "ends_before_access",
            "Access that was given lasts longer than that, and would end with the higher level. Leave the "
            "end empty.",
        )


def given_level(requested: Requested, chosen: AccessLevel | None, reached: Reached) -> AccessLevel | None:
    """As whoever gives it chooses, else as was asked; never less than what they were given meanwhile.

    Raises `InvalidInput` for a choice that gives nothing of what is asked for.
    """
    if chosen is not None and lets(reached.level, chosen) and not lets(reached.level, requested.level):
        raise InvalidInput.at(
            "/level", "already_has_access", "They have this level already. Choose a higher one, or decline."
        )
    level = chosen or requested.level
    return reached.own.level if reached.own is not None and lets(reached.own.level, level) else level


def given_until(
    requested: Requested, chosen: datetime.datetime | None, level: AccessLevel | None, own: Own | None,
    at: datetime.datetime,
) -> datetime.datetime | None:  # fmt: skip
    """As whoever gives it says, else as was requested. A higher level alone leaves the end as it is.

    Raises `InvalidInput`.
    """
    until = chosen or requested.until
    if until is None:
        return own.until if own is not None and requested.held is not None else None
    grant_ends.require_ahead(until, at, "/until")
    require_lasting(own, level, until)
    return until
