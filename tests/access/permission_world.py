"""A practice with somebody of every kind in it, another practice, and the matrix asked of them over HTTP."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations
from contracts.access import AccessLevel, GivenLevel
from gateway import app
from gateway.settings import Settings
from tests.access.permission_matrix import ACTIONS, Cell
from tests.access.permission_responsibilities import a_responsibility
from tests.access.permission_texts import filled, said_in
from tests.accounts.document_calls import uploads
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    a_team,
    caught_up,
    eventually,
    gives,
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
        people = {
            "owner": owner,
            "foreign": a_practice(rpc, plan="advanced"),
            "former": a_practice(rpc, plan="advanced"),
        }
        for name, role, permissions in (
            ("admin", "practice_admin", []),
            ("clients", "client_admin", []),
            ("adder", "standard", ["add_clients"]),
            ("standard", "standard", []),
            ("viewer", "standard", ["add_clients"]),
            ("worker", "standard", ["add_clients"]),
            ("gone", "practice_admin", []),
            ("second_admin", "practice_admin", []),
            ("manager", "standard", []),
        ):
            people[name] = a_colleague(owner, mailbox, role=role, permissions=permissions)
        self.ids = {name: person.user_id for name, person in people.items()}
        self._make_clients(owner, people, mailbox)
        self._people = people
        for name in (
            "owner",
            "admin",
            "clients",
            "adder",
            "standard",
            "viewer",
            "worker",
            "foreign",
            "former",
        ):
            self.ids[f"view_of_{name}"] = _a_view(people[name], "Kept")
        resps = {name: a_responsibility(people[name], "Tax") for name in ("owner", "foreign", "former")}
        self.ids["resp"] = resps["owner"]
        self.tokens = {name: person.token for name, person in people.items()}
        self._make_tokens(owner, people)

    def _make_clients(self, owner: Person, people: dict[str, Person], mailbox: Mailbox) -> None:
        people["business"], seen = _a_transferred_client(
            people["former"], owner, mailbox, {"colleague_ids": [people["standard"].user_id]}
        )
        owner.adds_client(practice_code="TAKEN")
        hidden = owner.adds_client()["id"]
        for manager in ("owner", "second_admin", "manager"):
            owner.adds_client(access={"account_manager_id": people[manager].user_id})
        for name, role in (
            ("second_business", "business_admin"),
            ("users", "user_admin"),
            ("user", "standard_user"),
        ):
            people[name] = a_client_user(owner, mailbox, seen, role=role)
        self.ids |= {name: person.user_id for name, person in people.items()}
        self.ids |= _access_requests(owner, people, hidden)
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
        shelf = owner.adds_client()["id"]
        _give(owner, people, seen, shelf)
        for name in ("adder", "viewer", "worker"):
            with people[name].acting():
                access.request_access(owner.rpc, client_id=seen, reason="VAT", level=AccessLevel.MANAGE)
        with owner.acting():
            accounts.archive_client(owner.rpc, shelf)
        team_name = unique("Payroll")
        with owner.acting():
            team = caught_up(owner, access.create_team(owner.rpc, name=team_name, member_ids=[]))
        self.ids |= {
            "seen": seen, "hidden": hidden, "draft": draft["id"], "shelf": shelf,
            "lee": added["id"], "lee_email": lee,
            "waiting_email": waiting["email"], "stranger": people["foreign"].user_id,
            "team": team["id"], "team_name": team_name,
        }  # fmt: skip
        with owner.acting():
            (joined, *_) = invitations.list_client_invitations(owner.rpc, client_id=seen)["items"]
        self.ids["invitation_seen"] = joined["id"]
        self.ids |= _reviews(owner, people)
        self.ids |= _documents(owner, {"seen": seen, "hidden": hidden})
        self.ids |= {f"import_of_{name}": _an_import(people[name]) for name in ("owner", "adder")}
        self.ids |= {f"bulk_of_{name}": _invitations(people[name]) for name in ("owner", "adder")}
        foreign = people["foreign"]
        self.ids["foreign_team"] = a_team(foreign)
        theirs = {foreign.user_id, self.ids["foreign_team"], foreign.adds_client()["id"]}
        #: What must be in no answer, by the actor; `theirs` in that of all others. The former practice knows
        #: the client that it had, and nobody of the practice that took it on.
        self._secret = {
            "foreign": {seen, hidden, team["id"], owner.user_id},
            "former": {hidden, team["id"], owner.user_id} | theirs,
        }
        self._theirs = theirs

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
            caught_up(owner, access.deactivate_colleague(owner.rpc, user_id=people["gone"].user_id))

    def comes_of(self, cell: Cell) -> tuple[int, str | None]:
        """Ask, and tell what was answered: the status, and the code of a refusal."""
        action = ACTIONS[cell.action]
        ids = self._ids_for(cell)
        headers = dict(action.headers)
        if cell.actor in self.tokens:
            headers["Authorization"] = f"Bearer {self._token_for(cell)}"
        sent: dict[str, Any] = {"json": filled(action.body, ids)}
        if action.file is not None:
            sent = {"data": action.file, "content_type": action.media_type}
        answer = self.http.open(action.path.format(**ids), method=action.method, headers=headers, **sent)
        if action.method == "GET" and any(
            each in said_in(answer) for each in self._secret.get(cell.actor, self._theirs)
        ):
            return answer.status_code, "another practice's"
        refused = answer.status_code >= 400 and isinstance(answer.json, dict)
        return answer.status_code, answer.json["code"] if refused and answer.json is not None else None

    def _token_for(self, cell: Cell) -> str:
        """The actor's; a session that is to be ended is a new one."""
        if cell.action != "sessions.sign_out" or cell.actor in ("token", "gone"):
            return str(self.tokens[cell.actor])
        return sign_in(self.owner.rpc, self._people[cell.actor].email).token

    def _ids_for(self, cell: Cell) -> dict[str, str]:
        """What the action names; what it makes or ends is new each time."""
        ids = dict(self.ids)
        if cell.action == "teams.delete":
            ids["team_to_delete"] = a_team(sign_in(self.owner.rpc, self.owner.email))
        if cell.action == "resps.end":
            ids["resp_to_end"] = a_responsibility(sign_in(self.owner.rpc, self.owner.email), "To end")
        if cell.action == "views.delete_owner":
            ids["view_to_delete"] = _a_view(sign_in(self.owner.rpc, self.owner.email), "To delete")
        return ids


def _a_view(person: Person, name: str) -> str:
    """A view of this person's, made where they have none of this name."""
    with person.acting():
        there = [view["id"] for view in accounts.list_saved_views(person.rpc) if view["name"] == name]
        return there[0] if there else accounts.save_view(person.rpc, accounts.SaveView(name=name))["id"]


def _a_transferred_client(
    former: Person, owner: Person, mailbox: Mailbox, given: dict[str, Any]
) -> tuple[Person, str]:
    """A client that went from one practice to the other, and who owns it."""
    client_id = former.adds_client()["id"]
    jo = a_client_user(former, mailbox, client_id)
    with jo.acting():
        request = accounts.request_practice(jo.rpc, practice_admin_email=owner.email)
    with owner.acting():
        accounts.accept_practice_request(owner.rpc, request["id"], given)
        eventually(lambda: access.get_client_access(owner.rpc, client_id=client_id))
    return jo, client_id


def _give(owner: Person, people: Mapping[str, Person], *client_ids: str) -> None:
    """Give clients to those who are to see them, at their levels."""
    viewer, worker = people["viewer"].user_id, people["worker"].user_id
    for client_id in client_ids:
        gives(
            owner,
            client_id,
            colleague_ids=[people["standard"].user_id, viewer, worker],
            levels=[
                GivenLevel(user_id=viewer, level=AccessLevel.VIEW),
                GivenLevel(user_id=worker, level=AccessLevel.WORK),
            ],
        )


def _reviews(owner: Person, people: Mapping[str, Person]) -> dict[str, str]:
    """A review that was given up, and one that the admin was chosen for, each with a line."""
    reviews, lines = [], []
    for reviewer_id in (None, people["admin"].user_id):
        with owner.acting():
            review = access.start_access_review(
                owner.rpc, scope="colleague", user_id=people["standard"].user_id, reviewer_id=reviewer_id
            )
            reviews.append(review["id"])
            lines.append(access.list_review_lines(owner.rpc, review["id"])["items"][0]["id"])
    with owner.acting():
        access.cancel_access_review(owner.rpc, reviews[0])
    return dict(
        zip(("review", "review_of_admin", "review_line", "line_of_admin"), reviews + lines, strict=True)
    )


def _documents(owner: Person, clients: Mapping[str, str]) -> dict[str, str]:
    """Two documents of each client, of which one is deleted."""
    found: dict[str, str] = {}
    for whose, client_id in clients.items():
        kept, deleted = (uploads(owner, client_id)["id"] for _ in range(2))
        with owner.acting():
            accounts.delete_document(owner.rpc, client_id=client_id, document_id=deleted)
        found |= {f"document_{whose}": kept, f"deleted_{whose}": deleted}
    return found


def _access_requests(owner: Person, people: dict[str, Person], hidden: str) -> dict[str, str]:
    """Colleagues who have asked for the client that they cannot see; of those named here each is over."""
    made = {}
    for name in ("manager", "standard"):
        with people[name].acting():
            made[name] = access.request_access(owner.rpc, client_id=hidden, reason="VAT")["id"]
    with owner.acting():
        access.decline_access(owner.rpc, made["manager"], "No")
    with people["standard"].acting():
        access.withdraw_access_request(owner.rpc, made["standard"])
    for name in ("adder", "standard", "viewer", "worker"):
        with people[name].acting():
            access.request_access(owner.rpc, client_id=hidden, reason="VAT")
    return {f"areq_of_{name}": request_id for name, request_id in made.items()}


def _an_import(person: Person) -> str:
    """A file that somebody uploaded and that waits for its columns to be named."""
    with person.acting():
        begun = accounts.receive_file(person.rpc, kind="clients", filename="clients.csv", form="csv")
        file = base64.b64encode(b"Client name\nAcme Widgets Ltd\n").decode()
        accounts.receive_file_part(person.rpc, import_id=begun["id"], number=0, data=file, last=True)
        eventually(lambda: accounts.get_import(person.rpc, begun["id"])["state"] == "mapping", within=30)
    return str(begun["id"])


def _invitations(person: Person) -> str:
    """Somebody was invited to a client, as one of many."""
    client = person.adds_client(name=unique("Invited"))
    invited = {"client_id": client["id"], "name": "Jo", "email": f"{unique('jo')}@acme.example"}
    with person.acting():
        begun = accounts.invite_many(person.rpc, [invited])
        eventually(lambda: accounts.get_bulk_invitation(person.rpc, begun["id"])["state"] == "done")
    return str(begun["id"])
