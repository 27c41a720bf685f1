"""The invitations service: invitations of clients and colleagues, and their delivery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from environs import EnvError

from chassis.database import Database
from chassis.entrypoints import Calls, Configured, Data, every, handles, rpc, works_off
from chassis.rpc.asked import Asked
from chassis.rpc.client import RpcClient
from chassis.settings import Settings, SettingsError, environment, one_line
from chassis.vault import Vault
from chassis.work import Work
from contracts import invitations
from contracts.invitations import events
from services.invitations import inviting, mail, reading, redeeming, sending

Told = dict[str, Any]


class Invitations:
    """Entrypoints only: load, call, dump."""

    name = invitations.NAME
    database: Database = Data()
    calls: RpcClient = Calls()
    vault: Vault = Configured("vault")
    post: mail.Post = Configured("post")
    public_url: str = Configured("public_url")

    @rpc(invitations.LIST_CLIENT_INVITATIONS)
    def list_client_invitations(self, asked: Asked) -> Told:
        return reading.of_client(self.database, self.calls, asked.caller, asked.data["client_id"])

    @rpc(invitations.LOOK_UP_INVITATION)
    def look_up_invitation(self, asked: Asked) -> Told:
        return redeeming.look_up(self.database, self.calls, asked.data["token"])

    @rpc(invitations.REDEEM_INVITATION)
    def redeem_invitation(self, asked: Asked) -> Told:
        return redeeming.redeem(self.database, self.calls, asked)

    @handles(events.INVITE_CLIENT_USER)
    def invite_client_user(self, work: Work, data: Told) -> None:
        inviting.invite_client_user(work, self.vault, data)

    @handles(events.INVITE_COLLEAGUE)
    def invite_colleague(self, work: Work, data: Told) -> None:
        inviting.invite_colleague(work, self.vault, data)

    @works_off(at_once=2)
    def deliver(self) -> bool:
        return sending.deliver_one(self.database, self.vault, self.post, self.public_url)

    @every(30)
    def expire(self) -> None:
        more = True
        while more:
            with self.database.work() as work:
                more = inviting.expire_one(work)


def prepare(_settings: Settings) -> Mapping[str, Any]:
    """The parts of this service that its settings decide."""
    env = environment()
    try:
        post = mail.Post(env.str("SMTP_URL"), env.str("MAIL_FROM", "no-reply@clientele.example"))
        keys: list[str] = env.list("SECRET_KEYS")
        public_url = env.str("PUBLIC_URL").rstrip("/")
    except EnvError as error:
        raise SettingsError(one_line(error)) from None
    try:
        vault = Vault(keys)
    except ValueError:
        raise SettingsError("CLIENTELE_SECRET_KEYS: not base64url keys of 32 bytes") from None
    return {"vault": vault, "post": post, "public_url": public_url}
