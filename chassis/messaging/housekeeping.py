"""Forgets what a database's messaging tables need no more, some rows at a time.

Each is kept for longer than anything comes again: what was sent, and the answer to a request, for a week;
which messages were taken in for ninety days (docs/adr/0076).
"""

from __future__ import annotations

import datetime
from typing import Any

from ulid import ULID

#: Rows of one table that are removed at once.
PORTION = 5000
KEPT = datetime.timedelta(days=7)
TAKEN_IN_KEPT = datetime.timedelta(days=90)

# The oldest by key, not by age: when a message was sent has no index, and the two orders are nearly one.
_SENT = """
DELETE FROM outbox WHERE seq IN (
    SELECT seq FROM (
        SELECT seq, sent_at FROM outbox WHERE sent_at IS NOT NULL ORDER BY seq LIMIT %(portion)s
    ) AS oldest
    WHERE sent_at < now() - %(kept)s
)
"""
_ANSWERS = """
DELETE FROM commands WHERE key IN (
    SELECT key FROM commands WHERE created_at < now() - %(kept)s LIMIT %(portion)s
)
"""
# Ids begin with their time, so each handler's oldest lie together in the key; the handlers themselves are
# found by leaps. A message that waited for long before it was taken in is kept from then on.
_TAKEN_IN = """
WITH RECURSIVE handlers (handler) AS (
    (SELECT handler FROM inbox ORDER BY handler LIMIT 1)
    UNION ALL
    SELECT following.handler
    FROM handlers, LATERAL (
        SELECT inbox.handler FROM inbox WHERE inbox.handler > handlers.handler ORDER BY inbox.handler LIMIT 1
    ) AS following
),
old AS (
    SELECT handlers.handler, oldest.message_id
    FROM handlers, LATERAL (
        SELECT inbox.message_id FROM inbox
        WHERE inbox.handler = handlers.handler AND inbox.message_id < %(made_before)s
            AND inbox.received_at < now() - %(kept)s
        ORDER BY inbox.message_id LIMIT %(portion)s
    ) AS oldest
    LIMIT %(portion)s
)
DELETE FROM inbox USING old WHERE inbox.handler = old.handler AND inbox.message_id = old.message_id
"""


def forget(cursor: Any) -> bool:
    """Remove a portion of each table; whether more may be left. `cursor` is psycopg2's, in autocommit."""
    made_before = str(ULID.from_datetime(datetime.datetime.now(datetime.UTC) - TAKEN_IN_KEPT))
    removed: list[int] = []
    for statement, kept in ((_SENT, KEPT), (_ANSWERS, KEPT), (_TAKEN_IN, TAKEN_IN_KEPT)):
        cursor.execute(statement, {"portion": PORTION, "kept": kept, "made_before": made_before})
        removed.append(cursor.rowcount)
    return max(removed) >= PORTION
