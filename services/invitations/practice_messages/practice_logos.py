"""A practice's logo: taken in, taken away, and given to whoever looks at a page with it."""

from __future__ import annotations

import base64
import binascii
import hashlib

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.process.threads import Threads
from chassis.rpc.request import Request
from contracts.errors import InvalidInput, NotFound
from contracts.invitations import LARGEST_LOGO, Branding, KeptBranding, LogoFile, PutLogo
from contracts.invitations import Logo as ShownLogo
from contracts.invitations.events import PRACTICE_MESSAGES_CHANGED, PracticeMessagesChangedData
from contracts.messages import NoArguments, Rpc
from services.invitations.messages import letterheads, logos
from services.invitations.practice_messages import logo_images, message_settings
from services.invitations.tables import Letterhead, Logo

#: A picture takes a good part of a second, and up to 64 MiB for as long.
_THREADS = Threads(at_once=1)


def put(database: Database, calls: Rpc, request: Request[PutLogo]) -> KeptBranding:
    """Have this picture. Raises `PracticeAccountRequired`, `RoleRequired`, `InvalidInput`."""
    message_settings.require_admin(calls, request.caller)
    refuse_repeat(database, request)
    drawn = _redrawn(_bytes(request.data.data))
    digest = hashlib.sha256(drawn.png).hexdigest()[:32]
    with database.unit_of_work(request) as uow:
        before = letterheads.begun(uow, request.caller.account_id)
        was = logos.shown(uow.connection, before.practice_id)
        columns = {"digest": digest, "png": drawn.png, "width": drawn.width, "height": drawn.height}
        row = upsert(Logo).values(practice_id=before.practice_id, **columns)
        uow.execute(row.on_conflict_do_update(index_elements=["practice_id"], set_=columns))
        return uow.answer(_noted(uow, request.caller.user_id, before, was))


def remove(database: Database, calls: Rpc, request: Request[NoArguments]) -> KeptBranding:
    """Have none. Raises `PracticeAccountRequired`, `RoleRequired`."""
    message_settings.require_admin(calls, request.caller)
    with database.unit_of_work(request) as uow:
        before = letterheads.begun(uow, request.caller.account_id)
        was = logos.shown(uow.connection, before.practice_id)
        uow.execute(delete(Logo).where(Logo.practice_id == before.practice_id))
        return uow.answer(_noted(uow, request.caller.user_id, before, was))


@context.across_accounts
def branding_of(database: Database, practice_id: str) -> Branding:
    """What anybody sees of a practice."""
    with database.read() as connection:
        return logos.branding(connection, practice_id)


@context.across_accounts
def file(database: Database, digest: str) -> LogoFile:
    """The picture of this digest. Raises `NotFound`."""
    with database.read() as connection:
        png = connection.execute(select(Logo.png).where(Logo.digest == digest).limit(1)).scalar_one_or_none()
    if png is None:
        raise NotFound(what="picture")
    return {"data": base64.b64encode(bytes(png)).decode()}


def _bytes(data: str) -> bytes:
    try:
        found = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput.at("", "not_a_picture", "Send the picture in base64.") from None
    if len(found) > LARGEST_LOGO:
        raise InvalidInput.at("", "too_large", "Choose a picture of at most 512 kB.")
    return found


def _redrawn(data: bytes) -> logo_images.Redrawn:
    try:
        return _THREADS.run(logo_images.redrawn, data)
    except logo_images.Unreadable as problem:
        raise InvalidInput.at("", problem.code, problem.message) from None


def _noted(
    uow: UnitOfWork, actor_id: str, before: letterheads.StoredLetterhead, was: ShownLogo | None
) -> KeptBranding:
    """Tell everybody what changed, where anything did."""
    found, version = logos.branding(uow.connection, before.practice_id), before.version
    if found["logo"] != was:
        version += 1
        uow.execute(
            update(Letterhead)
            .where(Letterhead.practice_id == before.practice_id)
            .values(version=version, changed_at=now())
        )
        uow.send(
            PRACTICE_MESSAGES_CHANGED,
            PracticeMessagesChangedData(
                practice_id=before.practice_id,
                actor_id=actor_id,
                before={"logo": was and was["path"]},
                after={"logo": found["logo"] and found["logo"]["path"]},
                version=version,
            ),
        )
    return {**found, "version": version}
