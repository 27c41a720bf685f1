"""What a vendor's answer is good for: tokens for the code, then the organisations they reach.

A job, step by step: what is known is committed before the next call. A code counts once, so a crash in the
middle of its exchange ends in `code_expired`, and the user connects again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import func, insert, select

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import Claimed, LeasedJobs
from chassis.database.rows import columns_of
from chassis.database.unit_of_work import UnitOfWork
from chassis.observability import logs
from chassis.process import waiting
from contracts.connections import AuthorizationState
from services.connections.authorizations import sign_in_failures
from services.connections.authorizations.begun_authorizations import place
from services.connections.connection_facts import ConnectionState
from services.connections.grants import sealed_tokens, unused_grants, vendor_calls
from services.connections.tables import Authorization, Connection, Organisation
from services.connections.vendor_access import call_limits
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors import port
from services.connections.vendors.oauth import Vendor

_log = logs.get(__name__)

#: Details are asked for when there are few organisations, else when one is chosen.
_FEW = 5
#: Seconds a caller waits for the job, and for details; the gateway waits a little longer.
_PATIENCE = 1.5
#: Questions to the vendor.
_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class DueStep:
    """The next step of a sign-in at a vendor. What the later ones need is there by then."""

    id: str
    step: str
    practice_id: str
    provider: str
    client_id: str | None
    sealed_code: str = field(repr=False)
    sealed_verifier: str = field(repr=False)
    realm_id: str | None
    grant_id: str
    correlation_id: str | None


STEPS = LeasedJobs(
    DueStep,
    select(*columns_of(DueStep, Authorization)).where(Authorization.step.is_not(None)),
    key=(Authorization.id, Authorization.step),
    due_at=Authorization.due_at,
    attempts=Authorization.attempts,
    lease=40,
    # Within a code's life.
    back_off=(1, 3, 8),
)


def work_off_one(database: Database, registry: VendorRegistry) -> bool:
    """Do one due step; whether there was one."""
    claimed = STEPS.claim(database)
    if claimed is None:
        return False
    job = claimed.job
    with context.following(job.correlation_id):
        try:
            _STEPS[job.step](database, registry, claimed)
        except port.Refused as refusal:
            _fail(database, claimed, sign_in_failures.refused(refusal.reason))
        except port.NotNow as problem:
            _log.warning("vendor_postponed", authorization_id=job.id, step=job.step, reason=problem.reason)
            if not STEPS.postpone(database, claimed):
                _fail(database, claimed, sign_in_failures.away(job.provider))
    return True


def wait(database: Database, authorization_id: str) -> None:
    """Wait briefly until nothing is left to do for it."""
    under_way = select(Authorization.step).where(Authorization.id == authorization_id)

    def is_over() -> bool:
        with database.read() as connection:
            return connection.execute(under_way).scalar() is None

    waiting.until(is_over, within=_PATIENCE)


def _exchange(database: Database, registry: VendorRegistry, claimed: Claimed[DueStep]) -> None:
    job = claimed.job
    vendor = registry.vendor(job.provider)
    code = registry.vault.open(job.sealed_code, place(job.id, "code"))
    verifier = registry.vault.open(job.sealed_verifier, place(job.id, "verifier"))
    try:
        with call_limits.watched(database, vendor):
            tokens = vendor.exchange(code, verifier)
    except port.NoLastingAccess:
        _fail(database, claimed, sign_in_failures.no_lasting_access(job.provider))
        return
    except port.Refused:
        _fail(database, claimed, sign_in_failures.code_expired(job.provider))
        return
    with database.unit_of_work() as uow:
        grant_id = sealed_tokens.keep(uow, registry.vault, job.practice_id, job.provider, tokens)
        used_up = {"sealed_code": None, "sealed_verifier": None}
        following = {"step": "looking", "due_at": func.now(), "attempts": 0}
        STEPS.change(uow, claimed, grant_id=grant_id, **following, **used_up)


def _look(database: Database, registry: VendorRegistry, claimed: Claimed[DueStep]) -> None:
    job = claimed.job

    def all_of_them(vendor: Vendor, access: str) -> list[port.Organisation]:
        return vendor.organisations(access, job.realm_id)

    found = vendor_calls.at_vendor(database, registry, job.grant_id, all_of_them)
    if not found:
        _fail(database, claimed, sign_in_failures.nothing_there(job.provider))
        return
    if len(found) <= _FEW:
        found = [details(database, registry, job.grant_id, organisation) for organisation in found]
    with database.unit_of_work() as uow:
        _keep_organisations(uow, job, found)
        chosen = _choice(uow, job, found)
        state = AuthorizationState.READY if chosen is not None else AuthorizationState.CHOOSE_ORGANISATION
        STEPS.change(uow, claimed, state=state, organisation_id=chosen, step=None)


def details(
    database: Database, registry: VendorRegistry, grant_id: str, organisation: port.Organisation
) -> port.Organisation:
    """The organisation with what else the vendor tells; as it is where the vendor does not."""
    if organisation.country is not None or organisation.base_currency is not None:
        return organisation

    def ask(vendor: Vendor, access: str) -> port.Organisation:
        return vendor.details(access, organisation)

    try:
        return vendor_calls.at_vendor(database, registry, grant_id, ask, organisation.id)
    except (port.Refused, port.NotNow):
        return organisation


def details_soon(
    database: Database, registry: VendorRegistry, grant_id: str, organisations: list[port.Organisation]
) -> list[port.Organisation]:
    """As `details`, for somebody who waits: what the vendor is slow to tell is left out.

    Whoever asks is not cut short, as a refresh may be among it; they end by themselves.
    """
    here, found = context.current(), dict[str, port.Organisation]()

    def ask(organisation: port.Organisation) -> None:
        with context.enter(here):  # a green thread of its own has none
            found[organisation.id] = details(database, registry, grant_id, organisation)

    waiting.for_each(organisations, ask, at_once=_AT_ONCE, within=_PATIENCE)
    return [found.get(each.id, each) for each in organisations]


def _keep_organisations(uow: UnitOfWork, job: DueStep, found: list[port.Organisation]) -> None:
    rows = [
        {
            "authorization_id": job.id,
            "practice_id": job.practice_id,
            "place": number,
            "id": each.id,
            "name": each.name,
            "country": each.country,
            "base_currency": each.base_currency,
            "industry_hint": each.industry_hint,
            "reference": each.reference,
        }
        for number, each in enumerate({each.id: each for each in found}.values())
    ]
    uow.execute(insert(Organisation), rows)


def _choice(uow: UnitOfWork, job: DueStep, found: list[port.Organisation]) -> str | None:
    """The only one (product.md 6.2), or the one the client is connected to already; else the user chooses."""
    if len(found) == 1:
        return found[0].id
    connected = uow.execute(
        select(Connection.organisation_id).where(
            Connection.client_id == job.client_id,
            Connection.provider == job.provider,
            Connection.state != ConnectionState.CLOSED,
        )
    ).scalar()
    return connected if connected in {each.id for each in found} else None


def _fail(database: Database, claimed: Claimed[DueStep], failure: sign_in_failures.Failure) -> None:
    job = claimed.job
    _log.warning("authorization_failed", authorization_id=job.id, code=failure.code)
    with database.unit_of_work() as uow:
        STEPS.change(uow, claimed, **sign_in_failures.values(failure))
        if job.grant_id is not None:
            unused_grants.end_if_unused(uow, job.grant_id)


_STEPS: dict[str, Callable[[Database, VendorRegistry, Claimed[DueStep]], None]] = {
    "exchanging": _exchange,
    "looking": _look,
}
