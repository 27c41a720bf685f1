"""Codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when it is lost."""

from __future__ import annotations

import io
import re

import pyotp
import segno
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.access import (
    ByPassword,
    ConfirmTotp,
    EmailNotConfirmed,
    RecoveryCodes,
    Totp,
    TotpBegun,
    TotpEnabled,
    TotpNotEnabled,
)
from contracts.errors import InvalidInput
from services.access import permissions
from services.access.activity import audit_lines
from services.access.members import users
from services.access.passwords import password_confirmation
from services.access.sessions import totp_codes
from services.access.tables import RecoveryCode, SecondFactor

_ISSUER = "Clientele"


def get(database: Database, caller: Caller) -> Totp:
    """Whether the caller uses an authenticator, and how many recovery codes are left."""
    permissions.require_session(caller)
    with database.read() as connection:
        left = select(func.count()).where(RecoveryCode.user_id == caller.user_id)
        return {
            "enabled": enabled(connection, caller.user_id),
            "recovery_codes_left": connection.execute(left).scalar_one(),
        }


def begin(database: Database, vault: Vault, request: Request[ByPassword]) -> TotpBegun:
    """A new secret, which counts once a code of it is confirmed.

    Raises `InvalidInput`, `TotpEnabled`, `EmailNotConfirmed`.
    """
    user_id = request.caller.user_id
    user = password_confirmation.by_password(database, request)
    if user.claimed_key is not None:
        raise EmailNotConfirmed(email=user.email)
    secret = pyotp.random_base32()
    row = {"sealed": vault.seal(secret, _place(user_id)), "last_step": 0, "confirmed_at": None}
    with database.unit_of_work(request) as uow:
        put = (
            upsert(SecondFactor)
            .values(user_id=user_id, **row)
            .on_conflict_do_update(
                index_elements=["user_id"], set_=row, where=SecondFactor.confirmed_at.is_(None)
            )
            .returning(SecondFactor.user_id)
        )
        if uow.execute(put).first() is None:
            raise TotpEnabled()
        uri = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=_ISSUER)
        begun: TotpBegun = {"secret": secret, "otpauth_uri": uri, "qr_svg": _drawn(uri)}
        return uow.answer(begun)


def confirm(database: Database, vault: Vault, request: Request[ConfirmTotp]) -> RecoveryCodes:
    """Turn the authenticator on; gives the recovery codes.

    Raises `InvalidInput`, `TotpNotEnabled`, `TotpEnabled`.
    """
    user_id = request.caller.user_id
    permissions.require_session(request.caller)
    with database.read() as connection:
        user = users.by_id(connection, user_id)
    with password_confirmation.guarded(database, user) as guard, database.unit_of_work(request) as uow:
        factor = uow.execute(
            select(SecondFactor.__table__).where(SecondFactor.user_id == user_id).with_for_update()
        ).first()
        if factor is None or factor.confirmed_at is not None:
            guard.void()
            raise TotpNotEnabled() if factor is None else TotpEnabled()
        step = totp_codes.step_of(vault.open(factor.sealed, _place(user_id)), request.data.code)
        if step is None:
            raise InvalidInput.at("/code", "wrong_code", "Enter the six digits the app shows now.")
        guard.passed()
        uow.execute(
            update(SecondFactor)
            .where(SecondFactor.user_id == user_id)
            .values(confirmed_at=func.now(), last_step=step)
        )
        audit_lines.note_about_user(uow, "user.totp_enabled", user_id)
        return uow.answer(_new_codes(uow, user_id))


def renew_recovery_codes(database: Database, request: Request[ByPassword]) -> RecoveryCodes:
    """New recovery codes; the old ones are void. Raises `InvalidInput`, `TotpNotEnabled`."""
    user_id = request.caller.user_id
    password_confirmation.by_password(database, request)
    with database.unit_of_work(request) as uow:
        if not enabled(uow.connection, user_id):
            raise TotpNotEnabled()
        audit_lines.note_about_user(uow, "user.recovery_codes_renewed", user_id)
        return uow.answer(_new_codes(uow, user_id))


def disable(database: Database, request: Request[ByPassword]) -> None:
    """Sign in by password alone again. Raises `InvalidInput`, `TotpNotEnabled`."""
    user_id = request.caller.user_id
    password_confirmation.by_password(database, request)
    with database.unit_of_work(request) as uow:
        if not enabled(uow.connection, user_id):
            raise TotpNotEnabled()
        forget(uow, user_id)
        audit_lines.note_about_user(uow, "user.totp_disabled", user_id)
        return uow.answer(None)


def forget(uow: UnitOfWork, user_id: str) -> None:
    uow.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))


def enabled(connection: Connection, user_id: str) -> bool:
    query = select(SecondFactor.user_id).where(
        SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None)
    )
    return connection.execute(query).first() is not None


def use(database: Database, vault: Vault, user_id: str, code: str) -> bool:
    """Whether the code fits and was not used before; now it was. Six digits, or a recovery code."""
    with database.autocommit() as connection:
        if not re.fullmatch(r"[0-9]{6}", code.replace(" ", "")):
            used = delete(RecoveryCode).where(
                RecoveryCode.user_id == user_id, RecoveryCode.code_hash == totp_codes.hash_code(code)
            )
            return bool(connection.execute(used).rowcount)
        sealed = connection.execute(
            select(SecondFactor.sealed).where(SecondFactor.user_id == user_id)
        ).scalar_one()
        step = totp_codes.step_of(vault.open(sealed, _place(user_id)), code)
        if step is None:
            return False
        used_up = (
            update(SecondFactor)
            .where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
            .values(last_step=step)
        )
        return bool(connection.execute(used_up).rowcount)


def _new_codes(uow: UnitOfWork, user_id: str) -> RecoveryCodes:
    codes = totp_codes.new_recovery_codes()
    uow.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    rows = [{"user_id": user_id, "code_hash": totp_codes.hash_code(code)} for code in codes]
    uow.execute(insert(RecoveryCode), rows)
    return {"recovery_codes": codes}


def _place(user_id: str) -> str:
    """Where a sealed secret belongs."""
    return f"authenticator of {user_id}"


def _drawn(uri: str) -> str:
    drawn = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(drawn, kind="svg", scale=4, xmldecl=False, title="QR code")
    return drawn.getvalue().decode()
