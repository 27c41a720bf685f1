"""A practice with somebody of every kind in it, another practice, and the matrix asked of them over HTTP."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from gateway import app
from gateway.settings import Settings
from tests.access.permission_matrix import ACTIONS, Cell
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    a_team,
    eventually,
    settle,
    sign_in,
    unique,
)


class World:
    """The actors by name, with their tokens, and the ids that actions name."""

    def __init__(self, rpc: RpcClient, mailbox: Mailbox) -> None:
        self.http = HttpClient(
            app.build(Settings(broker_url="memory://", rate_limits=False), rpc), use_cookies=False
        )
        self.owner = owner = a_practice(rpc, plan="advanced")
        people = {"owner": owner, "foreign": a_practice(rpc, plan="advanced")}
        for name, role, permissions in (
            ("admin", "practice_admin", []),
            ("clients", "client_admin", []),
            ("adder", "standard", ["add_clients"]),
            ("standard", "standard", []),
            ("gone", "practice_admin", []),
            ("second_admin", "practice_admin", []),
            ("manager", "standard", []),
        ):
            people[name] = a_colleague(owner, mailbox, role=role, permissions=permissions)
        self.ids = {name: person.user_id for name, person in people.items()}
        self._make_clients(owner, people, mailbox)
        self.tokens = {name: person.token for name, person in people.items()}
        self._make_tokens(owner, people)

    def _make_clients(self, owner: Person, people: dict[str, Person], mailbox: Mailbox) -> None:
        seen = owner.adds_client(
            access={"colleague_ids": [people["standard"].user_id]}, practice_code="TAKEN"
        )["id"]
        hidden = owner.adds_client()["id"]
        for manager in ("owner", "second_admin", "manager"):
            owner.adds_client(access={"account_manager_id": people[manager].user_id})
        for name, role in (
            ("business", "business_admin"),
            ("second_business", "business_admin"),
            ("users", "user_admin"),
            ("user", "standard_user"),
        ):
            people[name] = a_client_user(owner, mailbox, seen, role=role)
            self.ids[name] = people[name].user_id
        added: Mapping[str, Any] = {}
        lee = f"{unique('lee')}@acme.example"
        with owner.acting():
            for client_id in (seen, hidden):
                added = access.add_client_user(
                    owner.rpc, client_id=client_id, name="Lee", email=lee, invite=False, role="standard_user"
                )
            waiting = access.invite_colleague(
                owner.rpc, name="Bob", email=f"{unique('bob')}@smith.example", role="standard"
            )
            draft = accounts.begin_draft(owner.rpc, type=accounts.ClientType.BUSINESS)
        shelf = owner.adds_client(access={"colleague_ids": [people["standard"].user_id]})["id"]
        with owner.acting():
            accounts.archive_client(owner.rpc, shelf)
        team_name = unique("Payroll")
        with owner.acting():
            team = settle(owner, access.create_team(owner.rpc, name=team_name, member_ids=[]))
        self.ids |= {
            "seen": seen, "hidden": hidden, "draft": draft["id"], "shelf": shelf,
            "lee": added["id"], "lee_email": lee,
            "waiting_email": waiting["email"], "stranger": people["foreign"].user_id,
            "team": team["id"], "team_name": team_name,
        }  # fmt: skip
        self.ids |= {f"import_of_{name}": _an_import(people[name]) for name in ("owner", "adder")}
        foreign = people["foreign"]
        self.ids["foreign_team"] = a_team(foreign)
        theirs = {foreign.user_id, self.ids["foreign_team"], foreign.adds_client()["id"]}
        #: What must be in no answer, by whether the actor is the foreign one.
        self._secret = {True: {seen, hidden, team["id"], owner.user_id}, False: theirs}

    def _make_tokens(self, owner: Person, people: dict[str, Person]) -> None:
        with people["admin"].acting():
            made = access.create_api_token(owner.rpc, name="export", scopes=["read"])
        self.tokens["token"] = made["token"]
        another = sign_in(owner.rpc, people["second_admin"].email)
        with another.acting():
            self.ids["anothers_session"] = next(
                each["id"] for each in access.list_own_sessions(owner.rpc)["items"] if each["current"]
            )
            self.ids["anothers_token"] = access.create_api_token(owner.rpc, name="x", scopes=["read"])["id"]
        with owner.acting():
            settle(owner, access.deactivate_colleague(owner.rpc, user_id=people["gone"].user_id))

    def comes_of(self, cell: Cell) -> tuple[int, str | None]:
        """Ask, and tell what was answered: the status, and the code of a refusal."""
        action = ACTIONS[cell.action]
        ids = self._ids_for(cell)
        headers = dict(action.headers)
        if cell.actor in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[cell.actor]}"
        answer = self.http.open(
            action.path.format(**ids), method=action.method, headers=headers, json=_filled(action.body, ids)
        )
        if action.method == "GET" and any(
            each in answer.text for each in self._secret[cell.actor == "foreign"]
        ):
            return answer.status_code, "another practice's"
        refused = answer.status_code >= 400 and isinstance(answer.json, dict)
        return answer.status_code, answer.json["code"] if refused and answer.json is not None else None

    def _ids_for(self, cell: Cell) -> dict[str, str]:
        """What the action names; what it makes or ends is new each time."""
        ids = dict(self.ids)
        if cell.action == "teams.delete":
            ids["team_to_delete"] = a_team(self.owner)
        return ids


def _an_import(person: Person) -> str:
    """A file that somebody uploaded and that waits for its columns to be named."""
    with person.acting():
        begun = accounts.receive_file(person.rpc, kind="clients", filename="clients.csv", form="csv")
        file = base64.b64encode(b"Client name\nAcme Widgets Ltd\n").decode()
        accounts.receive_file_part(person.rpc, import_id=begun["id"], number=0, data=file, last=True)
        eventually(lambda: accounts.get_import(person.rpc, begun["id"])["state"] == "mapping", within=30)
    return str(begun["id"])


def _filled(body: Any, ids: dict[str, str]) -> Any:
    if isinstance(body, str):
        return body.format(**ids)
    if isinstance(body, dict):
        return {name: _filled(value, ids) for name, value in body.items()}
    return [_filled(each, ids) for each in body] if isinstance(body, list) else body
