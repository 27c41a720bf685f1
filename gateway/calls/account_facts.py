"""What pages of an account ask on each visit: its country and its plan, kept for a short while."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

from contracts import accounts
from contracts.access.states import AccountKind
from contracts.errors import Refusal
from contracts.messages import Rpc

KEPT_SECONDS = 60.0
#: Where nobody could say: else each time on a page would ask again, and wait.
UNKNOWN_SECONDS = 5.0
MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """None where it is not known now; `plan` is a practice's."""

    country: str | None = None
    plan: accounts.Plan | None = None


class KnownAccounts:
    """Asks accounts, in the name of whose request is at hand, and remembers the answer."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._kept: OrderedDict[str, tuple[float, AccountFacts]] = OrderedDict()

    def of(self, account_id: str, kind: str) -> AccountFacts:
        """The account that the caller acts for. A page does without it where nobody can say."""
        until, facts = self._kept.get(account_id, (0.0, AccountFacts()))
        if until > time.monotonic():
            return facts
        kept = KEPT_SECONDS
        try:
            facts = self._ask(account_id, kind)
        except Refusal:
            facts, kept = AccountFacts(), UNKNOWN_SECONDS
        self._kept[account_id] = (time.monotonic() + kept, facts)
        self._kept.move_to_end(account_id)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return facts

    def forget(self, account_id: str) -> None:
        """Ask again the next time: it was changed here."""
        self._kept.pop(account_id, None)

    def _ask(self, account_id: str, kind: str) -> AccountFacts:
        if kind == AccountKind.PRACTICE:
            practice = accounts.get_practice(self._rpc)
            return AccountFacts(practice["defaults"]["country"], practice["plan"])
        return AccountFacts(accounts.get_client(self._rpc, account_id)["country"])
