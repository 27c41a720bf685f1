"""What a service.py is written with.

class Accounts:
    name = "accounts"
    database = Data()
    calls = Calls()

    @rpc(accounts.GET_CLIENT)
    def get_client(self, asked):
        return reading.get_client(self.database, asked.caller, asked.data["client_id"])

    @handles(access_events.SESSION_REVOKED)
    def note_ended_session(self, uow, data):
        permissions.note_ended_session(uow, data)
"""

from __future__ import annotations

from chassis.answering import Rpc, rpc
from chassis.dependencies import Calls, Configured, Data
from chassis.handling import Handles, handles
from chassis.jobs import every, works_off

__all__ = ["Calls", "Configured", "Data", "Handles", "Rpc", "every", "handles", "rpc", "works_off"]
