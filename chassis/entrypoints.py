"""What a service.py is written with.

class Accounts:
    name = "accounts"
    database = Data()
    calls = Calls()

    @rpc(accounts.GET_CLIENT)
    def get_client(self, request):
        return client_view.get(self.database, request.caller, request.data.client_id)

    @handles(access_events.SESSION_REVOKED)
    def note_ended_session(self, uow, data):
        sessions.note_ended_session(uow, data)
"""

from __future__ import annotations

from chassis.dependencies import Calls, Configured, Data
from chassis.messaging.entrypoint import Handles, handles
from chassis.messaging.ordered_queue import TakesInOrder, takes_in_order
from chassis.process.jobs import every, works_off
from chassis.rpc.entrypoint import Rpc, rpc

__all__ = [
    "Calls",
    "Configured",
    "Data",
    "Handles",
    "Rpc",
    "TakesInOrder",
    "every",
    "handles",
    "rpc",
    "takes_in_order",
    "works_off",
]
