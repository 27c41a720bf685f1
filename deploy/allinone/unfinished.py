"""What was under way when the process ended: sent again at the next start.

The in-process broker forgets with its process. A message counts as delivered once the handler of each
subscription has taken it in; all others are put back to "not sent". Handlers take each in once.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from chassis.database.engine import Database
from chassis.database.tables import inbox, outbox
from contracts.subscriptions import MESSAGES, handlers_of

_TAKEN_IN = tuple(
    (message, service, handler) for message in MESSAGES for service, handler in handlers_of(message)
)


def send_again(databases: Mapping[str, Database]) -> int:
    """Mark undelivered messages as not sent; gives how many."""
    found = 0
    for database in databases.values():
        undelivered: set[str] = set()
        for message, service, handler in _TAKEN_IN:
            with database.read(everywhere=True) as connection:
                sent = connection.execute(
                    select(outbox.c.id).where(
                        outbox.c.exchange == message.exchange,
                        outbox.c.type == message.type,
                        outbox.c.sent_at.is_not(None),
                    )
                )
                ids = set(sent.scalars())
            if not ids:
                continue
            with databases[service].read() as connection:
                taken = connection.execute(select(inbox.c.message_id).where(inbox.c.handler == handler))
                undelivered |= ids - set(taken.scalars())
        if undelivered:
            with database.autocommit(everywhere=True) as connection:
                connection.execute(update(outbox).where(outbox.c.id.in_(undelivered)).values(sent_at=None))
            found += len(undelivered)
    return found
