"""clients list, clients add, invite."""

from __future__ import annotations

import json
from typing import IO, Any

import click

from clientele.cli import account
from clientele.cli.failures import USAGE, Failed
from clientele.cli.output import json_option, note, say_json, say_table
from clientele.client import Clientele

_PAGE = 200
_acknowledge = click.option(
    "--acknowledge-existing-user", is_flag=True, help="Also where the address is already somebody's login."
)


@click.group()
def clients() -> None:
    """Your practice's clients."""


@clients.command("list")
@click.option("--search", "q", help="Beginnings of words of the name, CRN, practice code or company number.")
@click.option("--type", "type_", type=click.Choice(["business", "self_employed"]))
@click.option("--status", type=click.Choice(["active", "archived"]))
@click.option("--connection", help="none, connected or needs_reconnect.")
@click.option(
    "--invitation", help="none, pending, sent, delivered, needs_attention, accepted, expired, revoked."
)
@click.option("--colleague", "colleague_id", help="Those that a colleague sees: user_…")
@click.option("--responsible", help="Those at which a colleague has a responsibility: user_…")
@click.option("--view", type=click.Choice(["all", "mine"]))
@click.option("--sort", type=click.Choice(["name", "-name", "created_at", "-created_at"]))
@click.option("--limit", type=click.IntRange(1, _PAGE), default=50, show_default=True, help="Of one page.")
@click.option("--cursor", help="Where the page before ended.")
@click.option("--all", "every", is_flag=True, help="All pages.")
@json_option
def list_clients(every: bool, as_json: bool, type_: str | None, **query: Any) -> None:
    """Clients that you can see, a page at a time."""
    query["type"] = type_
    with account.signed_in() as api:
        if every:
            query.update(cursor=None, limit=_PAGE)
            query.pop("cursor")
            found: dict[str, Any] = {"items": list(api.each(api.list_clients, **query)), "next_cursor": None}
        else:
            found = dict(api.list_clients(**query))
    if as_json:
        say_json({"items": found["items"], "next_cursor": found["next_cursor"]})
        return
    say_table(
        ("NAME", "CRN", "TYPE", "STATUS", "CODE", "INVITATION", "SOFTWARE", "ID"),
        [_row(each) for each in found["items"]],
        spare=("ID", "TYPE", "SOFTWARE", "CODE"),
    )
    if found["next_cursor"] is not None:
        note(f"There are more. Go on with --cursor {found['next_cursor']}, or say --all.")


@clients.command("add")
@click.option("--type", "type_", type=click.Choice(["business", "self_employed"]), default="business")
@click.option("--name", help="Of the business or the person.")
@click.option("--email", help="Of the client; a self-employed one needs it.")
@click.option("--solution", "solutions", multiple=True, help="Such as bookkeeping; may be repeated.")
@click.option("--practice-code", help="Your own reference.")
@click.option("--company-number")
@click.option("--industry", help="UK SIC 2007, such as 62012.")
@click.option("--postcode")
@click.option("--income-source", "sources", multiple=True, help="NAME=self_employment or NAME=uk_property.")
@click.option("--everyone", is_flag=True, help="All colleagues have access, also those who join later.")
@click.option("--colleague", "colleague_ids", multiple=True, help="Who has access: user_…; may be repeated.")
@click.option("--team", "team_ids", multiple=True, help="Which team has access: team_…; may be repeated.")
@click.option("--manager", "account_manager_id", help="The account manager: user_…")
@click.option("--invite", nargs=2, metavar="NAME EMAIL", help="Invite somebody to it.")
@click.option("--invite-mobile", metavar="NUMBER", help="And by text.")
@click.option("--from-json", type=click.File("rb"), help="The body of POST /v1/clients; - is standard input.")
@_acknowledge
@json_option
def add_client(from_json: IO[bytes] | None, as_json: bool, **given: Any) -> None:
    """Add a client."""
    body = _document(from_json) if from_json is not None else _body(**given)
    with account.signed_in() as api:
        made = api.create_client(body)
    if as_json:
        say_json(made)
    else:
        say_table(("NAME", "CRN", "EXTRACT BY EMAIL", "ID"), [_line(made)], spare=("ID",))
        for step in made["onboarding"]["steps"]:
            if step["state"] == "needs_attention":
                note(f"{step['step']}: {step['detail']}")


@click.command()
@click.argument("client")
@click.option("--name", required=True, help="Whom to invite.")
@click.option("--email", required=True)
@click.option("--mobile", help="Also by text.")
@_acknowledge
@json_option
def invite(
    client: str, name: str, email: str, mobile: str | None, acknowledge_existing_user: bool, as_json: bool
) -> None:
    """Invite somebody to CLIENT: its id, CRN or practice code."""
    body: dict[str, Any] = {"name": name, "email": email}
    if mobile is not None:
        body["mobile"] = mobile
    if acknowledge_existing_user:
        body["acknowledge_existing_user"] = True
    with account.signed_in() as api:
        made = api.invite_to_client(_found(api, client), body)
    if as_json:
        say_json(made)
    else:
        say_table(
            ("NAME", "EMAIL", "STATE", "ENDS", "ID"),
            [(made["name"], made["email"], made["state"], made["expires_at"], made["id"])],
        )


def _body(
    type_: str, invite: tuple[str, str] | None, invite_mobile: str | None, **given: Any
) -> dict[str, Any]:
    access = {
        name: given.pop(name) for name in ("everyone", "colleague_ids", "team_ids", "account_manager_id")
    }
    body: dict[str, Any] = {"type": type_, "access": {name: said for name, said in access.items() if said}}
    if sources := given.pop("sources"):
        body["income_sources"] = [_source(each) for each in sources]
    body |= {name: said for name, said in given.items() if said}
    if invite is not None:
        body["invitation"] = {"name": invite[0], "email": invite[1]}
        if invite_mobile is not None:
            body["invitation"]["mobile"] = invite_mobile
    elif invite_mobile is not None:
        raise Failed("--invite-mobile: say with --invite who it is that is invited.", USAGE)
    return body


def _source(said: str) -> dict[str, str]:
    name, _, kind = said.rpartition("=")
    if not name:
        raise Failed(f"--income-source: say {said}=self_employment or {said}=uk_property.", USAGE)
    return {"name": name, "type": kind}


def _document(file: IO[bytes]) -> dict[str, Any]:
    try:
        found = json.load(file)
    except ValueError as error:
        raise Failed(f"--from-json: this is no JSON ({error}).", USAGE) from None
    if not isinstance(found, dict):
        raise Failed("--from-json: give one object, as POST /v1/clients takes it.", USAGE)
    return found


def _found(api: Clientele, client: str) -> str:
    """A client's id, by its CRN or practice code too. Raises `Failed`."""
    if client.startswith("client_"):
        return client
    wanted = client.casefold()
    for each in api.each(api.list_clients, q=client):
        if wanted in (each["crn"].casefold(), (each["practice_code"] or "").casefold()):
            return str(each["id"])
    raise Failed(f"client: there is none with the CRN or practice code {client} that you can see.")


def _row(client: Any) -> tuple[object, ...]:
    invitation, connection = client["invitation"], client["connection"]
    return (
        client["name"],
        client["crn"],
        client["type"],
        client["status"],
        client["practice_code"],
        invitation["state"] if invitation else None,
        f"{connection['provider']}: {connection['state']}" if connection else None,
        client["id"],
    )


def _line(client: Any) -> tuple[object, ...]:
    return client["name"], client["crn"], client["extract_email"], client["id"]
