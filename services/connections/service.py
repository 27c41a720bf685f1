"""The connections service: sign-ins at vendors of accounting software, their tokens, clients' connections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from environs import EnvError

from chassis.catching_up import caught_up
from chassis.database import Database
from chassis.entrypoints import Configured, Data, every, handles, rpc, works_off
from chassis.rpc.asked import Asked
from chassis.settings import Settings, SettingsError, environment, one_line
from chassis.vault import Vault
from chassis.work import Work, now
from contracts import connections
from contracts.access import events as access_events
from contracts.accounts import events as accounts_events
from contracts.connections import events
from services.connections import (
    authorizations,
    beginning,
    checking,
    closing,
    connecting,
    exchanging,
    leaving,
    pacing,
    projecting,
    providers,
    reading,
    refreshing,
)
from services.connections.beginning import House

Told = dict[str, Any]


class Connections:
    """Entrypoints only: load, call, dump."""

    name = connections.NAME
    database: Database = Data()
    house: House = Configured("house")

    @rpc(connections.LIST_PROVIDERS)
    def list_providers(self, asked: Asked) -> Told:
        return providers.view(self.house.vendors)

    @rpc(connections.BEGIN_AUTHORIZATION)
    def begin_authorization(self, asked: Asked) -> Told:
        return beginning.begin(self.database, self.house, asked)

    @rpc(connections.COMPLETE_AUTHORIZATION)
    def complete_authorization(self, asked: Asked) -> Told:
        completed = beginning.complete(self.database, self.house, asked)
        exchanging.wait(self.database, completed["id"])
        return completed

    @rpc(connections.GET_AUTHORIZATION)
    def get_authorization(self, asked: Asked) -> Told:
        return authorizations.get(self.database, asked.caller, asked.data["authorization_id"])

    @rpc(connections.CHOOSE_ORGANISATION)
    def choose_organisation(self, asked: Asked) -> Told:
        return authorizations.choose(self.database, self.house, asked)

    @rpc(connections.CHECK_AUTHORIZATION)
    def check_authorization(self, asked: Asked) -> Told:
        return authorizations.check(self.database, asked.caller, asked.data["authorization_id"])

    @rpc(connections.CHECK_ORGANISATIONS)
    def check_organisations(self, asked: Asked) -> Told:
        return authorizations.check_several(self.database, self.house, asked)

    @rpc(connections.GET_CONNECTION)
    def get_connection(self, asked: Asked) -> Told:
        return reading.get(self.database, asked.caller, asked.data["client_id"])

    @rpc(connections.CONNECT_CLIENT)
    def connect_client(self, asked: Asked) -> Told:
        return connecting.connect(self.database, asked)

    @rpc(connections.CHECK_CONNECTION)
    def check_connection(self, asked: Asked) -> Told:
        return checking.ask(self.database, asked)

    @rpc(connections.DISCONNECT_CLIENT)
    def disconnect_client(self, asked: Asked) -> None:
        closing.disconnect(self.database, asked)

    @rpc(connections.LIST_CONNECTIONS)
    def list_connections(self, asked: Asked) -> Told:
        return reading.page(self.database, asked.caller, asked.data)

    @rpc(connections.CATCH_UP)
    def catch_up(self, asked: Asked) -> Told:
        return {"caught_up": caught_up(self.database, asked.data["message_ids"])}

    @rpc(connections.RECONNECT_MANY)
    def reconnect_many(self, asked: Asked) -> Told:
        return connecting.reconnect_many(self.database, asked)

    @handles(events.ESTABLISH_CONNECTION)
    def establish_connection(self, work: Work, data: Told) -> None:
        connecting.establish(work, data)

    @handles(accounts_events.CLIENT_CREATED)
    def note_client(self, work: Work, data: Told) -> None:
        projecting.note_client(work, data)

    @handles(accounts_events.CLIENT_UPDATED)
    def note_changed_client(self, work: Work, data: Told) -> None:
        projecting.note_client(work, data)

    @handles(accounts_events.CLIENT_TRANSFERRED)
    def note_transferred_client(self, work: Work, data: Told) -> None:
        closing.follow_transfer(work, data)
        projecting.note_client(work, data)

    @handles(accounts_events.CLIENT_DELETED)
    def note_deleted_client(self, work: Work, data: Told) -> None:
        closing.follow_deletion(work, data)

    @handles(access_events.TEAM_CHANGED)
    def note_team(self, work: Work, data: Told) -> None:
        projecting.note_team(work, data)

    @handles(access_events.COLLEAGUE_CHANGED)
    def note_colleague(self, work: Work, data: Told) -> None:
        projecting.note_member(work, data)

    @handles(access_events.CLIENT_ACCESS_CHANGED)
    def note_access(self, work: Work, data: Told) -> None:
        projecting.note_access(work, data)

    @handles(access_events.SESSION_REVOKED)
    def note_ended_session(self, work: Work, data: Told) -> None:
        projecting.note_ended_session(work, data)

    @works_off(at_once=3)
    def exchange(self) -> bool:
        return exchanging.work_off_one(self.database, self.house)

    @works_off(at_once=3)
    def refresh(self) -> bool:
        return refreshing.refresh_one_due(self.database, self.house)

    @works_off(at_once=2)
    def check(self) -> bool:
        return checking.check_one(self.database, self.house)

    @works_off(at_once=2)
    def leave(self) -> bool:
        return leaving.depart_one(self.database, self.house)

    @works_off(at_once=2)
    def revoke(self) -> bool:
        return leaving.revoke_one(self.database, self.house)

    @every(60)
    def forget_unused(self) -> None:
        more = True
        while more:
            with self.database.work() as work:
                more = closing.forget_one_unused(work)
        with self.database.work() as work:
            pacing.forget_old(work)

    @every(60)
    def count_needing_reconnect(self) -> None:
        reading.count_needing_reconnect(self.database)

    @every(300)
    def forget_ended_sessions(self) -> None:
        projecting.forget_ended_sessions(self.database, now())


def prepare(_settings: Settings) -> Mapping[str, Any]:
    """The parts of this service that its settings decide."""
    env = environment()
    try:
        keys: list[str] = env.list("SECRET_KEYS")
        vendors = providers.configured(env)
    except EnvError as error:
        raise SettingsError(one_line(error)) from None
    try:
        vault = Vault(keys)
    except ValueError:
        raise SettingsError("CLIENTELE_SECRET_KEYS: not base64url keys of 32 bytes") from None
    return {"house": House(vault, vendors)}
