"""The connections service: sign-ins at vendors of accounting software, their tokens, clients' connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from environs import Env

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.entrypoints import Configured, Data, every, handles, rpc, takes_in_order, works_off
from chassis.messaging.catching_up import caught_up
from chassis.messaging.ordered_queue import OrderedEvent
from chassis.process import settings
from chassis.rpc.request import Request
from contracts import connections
from contracts.access import events as access_events
from contracts.accounts import events as accounts_events
from contracts.connections import events
from contracts.messages import NoArguments
from contracts.subscriptions import FEED
from services.connections import projections
from services.connections.authorizations import (
    begun_authorizations,
    organisation_choices,
    unused_authorizations,
    vendor_answers,
)
from services.connections.companies import company_search, register_settings
from services.connections.connections import (
    checking_connections,
    closing_connections,
    connecting_clients,
    connection_views,
    leaving_organisations,
)
from services.connections.event_feed import feed_pages, feed_upkeep, recorded_events
from services.connections.grants import refreshing_grants, unused_grants
from services.connections.vendor_access import call_limits, providers
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors.companies_house import CompaniesHouse
from services.connections.webhooks import delivery_log, due_lanes, resent_deliveries, webhook_endpoints
from services.connections.webhooks.allowed_addresses import Network, networks_of
from services.connections.webhooks.delivery_slots import Slots
from services.connections.webhooks.signed_requests import Sender


class Connections:
    """Entrypoints only: load, call, dump."""

    name = connections.NAME
    database: Database = Data()
    registry: VendorRegistry = Configured("registry")
    companies_house: CompaniesHouse | None = Configured("companies_house")
    sender: Sender = Configured("sender")
    slots: Slots = Configured("slots")

    @rpc(connections.LIST_PROVIDERS)
    def list_providers(self, request: Request[NoArguments]) -> connections.Providers:
        return providers.view(self.registry.vendors)

    @rpc(connections.GET_COMPANY_SEARCH)
    def get_company_search(self, request: Request[NoArguments]) -> connections.CompanySearch:
        return {"configured": self.companies_house is not None}

    @rpc(connections.FIND_COMPANIES)
    def find_companies(self, request: Request[connections.FindCompanies]) -> connections.Companies:
        return company_search.find(self.database, self.companies_house, request.caller, request.data.q)

    @rpc(connections.BEGIN_AUTHORIZATION)
    def begin_authorization(self, request: Request[connections.BeginAuthorization]) -> connections.Begun:
        return begun_authorizations.begin(self.database, self.registry, request)

    @rpc(connections.COMPLETE_AUTHORIZATION)
    def complete_authorization(
        self, request: Request[connections.CompleteAuthorization]
    ) -> connections.Completed:
        completed = begun_authorizations.complete(self.database, self.registry, request)
        vendor_answers.wait(self.database, completed["id"])
        return completed

    @rpc(connections.GET_AUTHORIZATION)
    def get_authorization(self, request: Request[connections.GetAuthorization]) -> connections.Authorization:
        return organisation_choices.get(self.database, request.caller, request.data.authorization_id)

    @rpc(connections.CHOOSE_ORGANISATION)
    def choose_organisation(
        self, request: Request[connections.ChooseOrganisation]
    ) -> connections.Authorization:
        return organisation_choices.choose(self.database, self.registry, request)

    @rpc(connections.CHECK_AUTHORIZATION)
    def check_authorization(self, request: Request[connections.GetAuthorization]) -> connections.Usable:
        return organisation_choices.check(self.database, request.caller, request.data.authorization_id)

    @rpc(connections.CHECK_ORGANISATIONS)
    def check_organisations(self, request: Request[connections.CheckOrganisations]) -> connections.Reached:
        return organisation_choices.check_several(self.database, self.registry, request)

    @rpc(connections.GET_CONNECTION)
    def get_connection(self, request: Request[connections.GetConnection]) -> connections.Connection:
        return connection_views.get(self.database, request.caller, request.data.client_id)

    @rpc(connections.CONNECT_CLIENT)
    def connect_client(self, request: Request[connections.ConnectClient]) -> connections.Connection:
        return connecting_clients.connect(self.database, request)

    @rpc(connections.CHECK_CONNECTION)
    def check_connection(self, request: Request[connections.GetConnection]) -> connections.Connection:
        return checking_connections.ask(self.database, request)

    @rpc(connections.DISCONNECT_CLIENT)
    def disconnect_client(self, request: Request[connections.GetConnection]) -> None:
        closing_connections.disconnect(self.database, request)

    @rpc(connections.LIST_CONNECTIONS)
    def list_connections(self, request: Request[connections.ListConnections]) -> connections.ConnectionPage:
        return connection_views.page(self.database, request.caller, request.data)

    @rpc(connections.CATCH_UP)
    def catch_up(self, request: Request[connections.CatchUp]) -> connections.CaughtUp:
        return {"caught_up": caught_up(self.database, request.data.message_ids)}

    @rpc(connections.RECONNECT_MANY)
    def reconnect_many(self, request: Request[connections.GetAuthorization]) -> connections.Reconnected:
        return connecting_clients.reconnect_many(self.database, request)

    @rpc(connections.LIST_EVENTS)
    def list_events(self, request: Request[connections.ListEvents]) -> connections.EventPage:
        return feed_pages.page(self.database, request.caller, request.data)

    @rpc(connections.FEED_POSITIONS)
    def feed_positions(self, request: Request[connections.FeedPositions]) -> connections.FoundPositions:
        return feed_pages.positions(self.database, request.data.practice_ids)

    @rpc(connections.LIST_WEBHOOK_ENDPOINTS)
    def list_webhook_endpoints(self, request: Request[NoArguments]) -> connections.WebhookEndpoints:
        return webhook_endpoints.listed(self.database, request.caller)

    @rpc(connections.GET_WEBHOOK_ENDPOINT)
    def get_webhook_endpoint(
        self, request: Request[connections.OneWebhookEndpoint]
    ) -> connections.WebhookEndpoint:
        return webhook_endpoints.get(self.database, request.caller, request.data.endpoint_id)

    @rpc(connections.CREATE_WEBHOOK_ENDPOINT)
    def create_webhook_endpoint(
        self, request: Request[connections.CreateWebhookEndpoint]
    ) -> connections.WebhookEndpointWithSecret:
        return webhook_endpoints.create(self.database, self.sender, request)

    @rpc(connections.CHANGE_WEBHOOK_ENDPOINT)
    def change_webhook_endpoint(
        self, request: Request[connections.ChangeWebhookEndpoint]
    ) -> connections.WebhookEndpoint:
        return webhook_endpoints.change(self.database, self.sender, request)

    @rpc(connections.DELETE_WEBHOOK_ENDPOINT)
    def delete_webhook_endpoint(self, request: Request[connections.OneWebhookEndpoint]) -> None:
        webhook_endpoints.remove(self.database, request)

    @rpc(connections.ROTATE_WEBHOOK_SECRET)
    def rotate_webhook_secret(
        self, request: Request[connections.RotateWebhookSecret]
    ) -> connections.WebhookEndpointWithSecret:
        return webhook_endpoints.rotate(self.database, self.sender, request)

    @rpc(connections.LIST_WEBHOOK_DELIVERIES)
    def list_webhook_deliveries(
        self, request: Request[connections.ListWebhookDeliveries]
    ) -> connections.WebhookDeliveries:
        return delivery_log.page(self.database, request.caller, request.data)

    @rpc(connections.RESEND_WEBHOOK_DELIVERIES)
    def resend_webhook_deliveries(
        self, request: Request[connections.ResendWebhookDeliveries]
    ) -> connections.Resent:
        return resent_deliveries.resend(self.database, request)

    @rpc(connections.TEST_WEBHOOK_ENDPOINT)
    def test_webhook_endpoint(
        self, request: Request[connections.OneWebhookEndpoint]
    ) -> connections.WebhookDelivery:
        return resent_deliveries.test(self.database, request)

    @works_off()
    def deliver(self) -> bool:
        return due_lanes.begin_one(self.database, self.sender, self.slots)

    @takes_in_order(FEED)
    def record_events(self, uow: UnitOfWork, taken: Sequence[OrderedEvent]) -> None:
        recorded_events.record(uow, taken)

    @handles(events.ESTABLISH_CONNECTION)
    def establish_connection(self, uow: UnitOfWork, data: events.EstablishConnectionData) -> None:
        connecting_clients.establish(uow, data)

    @handles(accounts_events.CLIENT_CREATED)
    def note_client(self, uow: UnitOfWork, data: accounts_events.ClientCreatedData) -> None:
        projections.note_client(uow, data)

    @handles(accounts_events.CLIENT_UPDATED)
    def note_changed_client(self, uow: UnitOfWork, data: accounts_events.ClientUpdatedData) -> None:
        projections.note_client(uow, data)

    @handles(accounts_events.CLIENT_TRANSFERRED)
    def note_transferred_client(self, uow: UnitOfWork, data: accounts_events.ClientTransferredData) -> None:
        closing_connections.follow_transfer(uow, data)
        projections.note_client(uow, data)

    @handles(accounts_events.CLIENT_DELETED)
    def note_deleted_client(self, uow: UnitOfWork, data: accounts_events.ClientStatusData) -> None:
        closing_connections.follow_deletion(uow, data)

    @handles(access_events.TEAM_CHANGED)
    def note_team(self, uow: UnitOfWork, data: access_events.TeamChangedData) -> None:
        projections.note_team(uow, data)

    @handles(access_events.COLLEAGUE_CHANGED)
    def note_colleague(self, uow: UnitOfWork, data: access_events.ColleagueChangedData) -> None:
        projections.note_member(uow, data)

    @handles(access_events.CLIENT_ACCESS_CHANGED)
    def note_access(self, uow: UnitOfWork, data: access_events.ClientAccessChangedData) -> None:
        projections.note_access(uow, data)

    @handles(access_events.SESSION_REVOKED)
    def note_ended_session(self, uow: UnitOfWork, data: access_events.SessionRevokedData) -> None:
        projections.note_ended_session(uow, data)

    @works_off(vendor_answers.STEPS.due, at_once=3)
    def exchange(self) -> bool:
        return vendor_answers.work_off_one(self.database, self.registry)

    @works_off(refreshing_grants.DUE, at_once=3)
    def refresh(self) -> bool:
        return refreshing_grants.refresh_one_due(self.database, self.registry)

    @works_off(checking_connections.DUE, at_once=2)
    def check(self) -> bool:
        return checking_connections.check_one(self.database, self.registry)

    @works_off(leaving_organisations.DEPARTURES.due, at_once=2)
    def leave(self) -> bool:
        return leaving_organisations.depart_one(self.database, self.registry)

    @works_off(unused_grants.REVOCATIONS.due, at_once=2)
    def revoke(self) -> bool:
        return unused_grants.revoke_one(self.database, self.registry)

    @every(60)
    def forget_unused(self) -> None:
        more = True
        while more:
            with self.database.unit_of_work() as uow:
                more = unused_authorizations.forget_one(uow)
        with self.database.unit_of_work() as uow:
            call_limits.forget_old(uow)

    @every(60)
    def count_needing_reconnect(self) -> None:
        connection_views.count_needing_reconnect(self.database)

    @every(600)
    def forget_old_events(self) -> None:
        feed_upkeep.forget_old(self.database)
        delivery_log.forget_old(self.database)

    @every(300)
    def forget_ended_sessions(self) -> None:
        projections.forget_ended_sessions(self.database, now())


def prepare(env: Env) -> Mapping[str, object]:
    """The parts of this service that its settings decide."""
    vault = settings.vault(env)
    return {
        "registry": VendorRegistry(vault, providers.configured(env)),
        "companies_house": register_settings.configured(env),
        "sender": Sender(vault, _networks(env)),
        "slots": Slots(),
    }


def _networks(env: Env) -> tuple[Network, ...]:
    """Networks that webhooks reach beyond the internet. Raises `SettingsError`."""
    named: list[str] = env.list("WEBHOOK_NETWORKS", [])
    try:
        return networks_of(each for each in named if each)
    except ValueError:
        raise settings.SettingsError(
            "CLIENTELE_WEBHOOK_NETWORKS: write networks like 10.1.0.0/16,127.0.0.1/32"
        ) from None
