"""The one guard before every check of a password or a code (docs/adr/0018).

An attempt is reserved before anything is checked, in the database, so that callers who race have no more
attempts than callers in a row. It stays counted unless it is said to have passed: whatever ends it in
between, a crash too, counts as a wrong one.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Address, ip_address, ip_network

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database.engine import Database
from chassis.database.idempotency import Replayed
from chassis.database.unit_of_work import UnitOfWork, now
from contracts.errors import TooManyRequests
from services.access.members import users
from services.access.passwords.try_limits import Limit
from services.access.tables import Session, Throttle, User

#: A device that its user has signed in with has a count of its own, which nobody else can use up.
DEVICE = Limit("sign-in with a known device", most=10, seconds=900)
#: Elsewhere one email from one address, and from everywhere together.
PAIR = Limit("sign-in of an email from an address", most=10, seconds=900)
EMAIL = Limit("sign-in of an email from unknown devices", most=50, seconds=3600)
#: Whatever the email.
ADDRESS = Limit("sign-in from an address", most=100, seconds=900)
NETWORK = Limit("sign-in from a network", most=500, seconds=900)
#: Somebody who is signed in gives their password or a code once more.
SIGNED_IN = Limit("credentials of who is signed in", most=10, seconds=900)
#: An existing user's password with a new practice, or with the link of an invitation.
REGISTRATION = Limit("registration of an email", most=10, seconds=900)
ACCEPTANCE = Limit("acceptance for an email", most=10, seconds=900)

#: For how long a device is known after a sign-in.
_KNOWN = datetime.timedelta(days=90)

Try = tuple[Limit, str]


class Guard:
    """What came of an attempt; wrong unless one of these is called."""

    def __init__(self) -> None:
        self.outcome = "wrong"

    def passed(self) -> None:
        """It was right: earlier wrong ones of the same kind are forgotten."""
        self.outcome = "passed"

    def void(self) -> None:
        """It came to nothing that tells anything: it does not count, and forgets nothing."""
        self.outcome = "void"


@contextmanager
def guard(database: Database, own: Try, *shared: Try, about: str) -> Iterator[Guard]:
    """Reserve an attempt of each, for the block. `own` is forgotten when it has passed, `shared` ones go on
    counting what others did. `about` is the email key that a mailed link frees. Raises `TooManyRequests`.
    """
    tries = sorted({limit.key(whose): limit for limit, whose in (own, *shared)}.items())
    _reserve(database, tries, _about(about))
    attempt = Guard()
    try:
        yield attempt
    except Replayed:
        attempt.void()
        raise
    finally:
        if attempt.outcome != "wrong":
            _give_back(database, [key for key, _ in tries])
        if attempt.outcome == "passed":
            with database.autocommit() as connection:
                connection.execute(delete(Throttle).where(Throttle.key == own[0].key(own[1])))


def at_sign_in(database: Database, email: str, address: str, user_agent: str) -> list[Try]:
    """The counts that a sign-in uses, its own first."""
    whose, place, network = users.email_key(email), *places(address)
    everywhere: list[Try] = [(ADDRESS, place), (NETWORK, network)]
    if _is_known(database, whose, address, user_agent):
        return [(DEVICE, f"{whose}\0{place}\0{user_agent}"), *everywhere]
    return [(PAIR, f"{whose}\0{place}"), (EMAIL, whose), *everywhere]


def places(address: str) -> tuple[str, str]:
    """An address as one customer has it, and the network around it; IPv6 by its first 64 and 48 bits."""
    try:
        found = ip_address(address)
    except ValueError:
        return address, address
    own, around = (32, 24) if isinstance(found, IPv4Address) else (64, 48)
    return (
        str(ip_network(f"{found}/{own}", strict=False)),
        str(ip_network(f"{found}/{around}", strict=False)),
    )


def forget(uow: UnitOfWork, email_key: str) -> None:
    """Free somebody of every count about them: they have shown that the mailbox is theirs."""
    uow.execute(delete(Throttle).where(Throttle.about == _about(email_key)))


def _is_known(database: Database, email_key: str, address: str, user_agent: str) -> bool:
    if not address:
        return False
    signed_in = (
        select(Session.id)
        .join(User, User.id == Session.user_id)
        .where(
            User.email_key == email_key,
            Session.address == address,
            Session.user_agent == user_agent,
            Session.scope == "session",
            Session.created_at > func.now() - _KNOWN,
        )
    )
    with database.read() as connection:
        return connection.execute(signed_in.limit(1)).first() is not None


def _reserve(database: Database, tries: Sequence[tuple[str, Limit]], about: str) -> None:
    """All of them or none, in the order of their keys, so that two at once do not wait in a ring."""
    with database.unit_of_work() as uow:
        for key, limit in tries:
            ends = now() + datetime.timedelta(seconds=limit.seconds)
            statement = insert(Throttle).values(key=key, count=1, window_ends_at=ends, about=about)
            over = Throttle.window_ends_at <= func.now()
            new = statement.excluded
            row = uow.execute(
                statement.on_conflict_do_update(
                    index_elements=["key"],
                    set_={
                        "count": case((over, 1), else_=Throttle.count + 1),
                        "window_ends_at": case((over, new.window_ends_at), else_=Throttle.window_ends_at),
                    },
                ).returning(Throttle.count.label("tries"), Throttle.window_ends_at)
            ).one()
            if row.tries > limit.most:
                raise TooManyRequests(retry_after=max(1, int((row.window_ends_at - now()).total_seconds())))


def _give_back(database: Database, keys: Sequence[str]) -> None:
    with database.unit_of_work() as uow:
        for key in keys:
            fewer = update(Throttle).where(Throttle.key == key, Throttle.count > 0)
            uow.execute(fewer.values(count=Throttle.count - 1))


def _about(email_key: str) -> str:
    return hashlib.sha256(email_key.encode()).hexdigest()
