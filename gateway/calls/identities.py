"""Who a session's token stands for.

Access signs the identity; the gateway keeps it for seconds and never decides on it: each service
checks the passport and its revocation itself.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from contracts import access
from contracts.errors import Unauthenticated
from contracts.messages import Rpc
from gateway.http.identity import Credential, Identity

KEPT_SECONDS = 30.0
MOST_KEPT = 20_000


class Identities:
    """Asks access who a token stands for, and remembers the answer for a short while."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._kept: OrderedDict[str, Identity] = OrderedDict()
        self._sessions: OrderedDict[str, tuple[Identity, Mapping[str, Any]]] = OrderedDict()

    def of(self, credential: Credential) -> Identity:
        """Raises `Unauthenticated`, `ServiceUnavailable`."""
        token_hash = _hash(credential)
        kept = self._kept.get(token_hash)
        if kept is not None and kept.good_until > time.time() and kept.credential.by == credential.by:
            self._kept.move_to_end(token_hash)
            return kept
        answer = access.authenticate(self._rpc, token_hash=token_hash)
        if "scopes" in answer and credential.by == "cookie":
            # Pages are for people: nothing there looks at a program's scopes.
            raise Unauthenticated()
        identity = Identity(
            passport=answer["passport"],
            audience=answer.get("audience"),
            session_id=answer["session_id"],
            user_id=answer["user_id"],
            account_id=answer["account_id"],
            good_until=min(time.time() + KEPT_SECONDS, answer["passport_expires_at"]),
            credential=credential,
            scopes=frozenset(answer["scopes"]) if "scopes" in answer else None,
            networks=tuple(answer.get("networks", ())),
        )
        self._kept[token_hash] = identity
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return identity

    def session_of(self, identity: Identity) -> Mapping[str, Any]:
        """What `GET /v1/session` tells, for the frame of pages; kept as long as the identity.

        The request at hand bears the identity. Raises `Unauthenticated`, `ServiceUnavailable`.
        """
        token_hash = _hash(identity.credential)
        kept = self._sessions.get(token_hash)
        if kept is not None and kept[0] is identity:
            self._sessions.move_to_end(token_hash)
            return kept[1]
        session = access.get_session(self._rpc)
        self._sessions[token_hash] = (identity, session)
        if len(self._sessions) > MOST_KEPT:
            self._sessions.popitem(last=False)
        return session

    def forget(self, credential: Credential) -> None:
        """Ask access again the next time."""
        token_hash = _hash(credential)
        self._kept.pop(token_hash, None)
        self._sessions.pop(token_hash, None)


def _hash(credential: Credential) -> str:
    return sha256(credential.token.encode()).hexdigest()
