"""Where each field that people write words in is shown, and a practice in which all of them mean harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from marshmallow import ValidationError

from tests.builders import unique
from tests.gateway.hostile_text.text_fields import text_fields

#: Asks the API as the practice's owner: method, path, body. Gives the status and the answer.
Ask = Callable[[str, str, Any], tuple[int, Any]]

HOSTILE = {
    "markup": "\"'><script>alert(1)</script>",
    "template": "{{7*7}}${7*7}{% raw %}",
    "turned round": "a\u202egnorw\u202c\u2066b\u2069",
    "without end": "W",
    "in lines": "one\r\nBcc: x@evil.example\ntwo",
    "signs of several": "👩‍👩‍👧🏳️‍🌈 é\u0301\u0301 שלום",
}
_MESSAGES = "invitations.change_practice_messages.wording"
_INCOME = "accounts.change_client.income_sources[].name"
#: The page that shows what was written there; what is in braces is made by `Hostile`.
SHOWN = {
    "access.add_client_user.name": "/clients/{client}/users",
    "access.create_api_token.name": "/profile",
    "access.create_program.name": "/integrations/programs",
    "access.create_responsibility.name": "/settings/responsibilities",
    "access.create_team.name": "/team",
    "access.invite_colleague.name": "/team",
    "accounts.begin_draft.name": "/clients/drafts",
    "accounts.begin_draft.practice_code": "/clients/new?draft={draft}&step=details",
    "accounts.change_client.name": "/clients",
    "accounts.change_client.practice_code": "/clients/{client}/settings",
    "accounts.change_client.income_sources[].name": "/clients/{sole}/settings",
    "accounts.change_practice.name": "/settings",
    "accounts.invite_to_client.name": "/invitations",
    "accounts.receive_file.filename": "/clients/import",
    "accounts.save_view.name": "/clients/views",
    "accounts.save_view.q": "/clients/views",
    "connections.create_webhook_endpoint.description": "/integrations",
    f"{_MESSAGES.removesuffix('.wording')}.sender_name": "/settings/messages",
    f"{_MESSAGES}.client_invitation.opening": "/settings/messages/client_invitation",
    f"{_MESSAGES}.client_invitation.subject": "/settings/messages/client_invitation",
    f"{_MESSAGES}.client_text.opening": "/settings/messages/client_text",
}  # fmt: skip
#: What is searched for, which the page shows again: the path before it.
SEARCHED = {
    "accounts.list_clients.q": "/clients?q=",
    "accounts.list_documents.q": "/clients/{client}/documents?q=",
}
#: Another way to the same place, and what is tried for both.
SAME_AS = {
    "access.add_invited_member.account_name": "accounts.change_practice.name",
    "access.add_invited_member.name": "access.invite_colleague.name",
    "access.change_program.name": "access.create_program.name",
    "access.change_responsibility.name": "access.create_responsibility.name",
    "access.change_team.name": "access.create_team.name",
    "access.register_owner.name": "access.invite_colleague.name",
    "access.register_owner.practice_name": "accounts.change_practice.name",
    "accounts.begin_draft.income_sources[].name": "accounts.change_client.income_sources[].name",
    "accounts.begin_draft.invitation.name": "accounts.invite_to_client.name",
    **{
        f"accounts.{form}": "accounts.change_client.name"
        for form in ("create_client(business).name", "create_client(self_employed).name")
    },
    **{
        f"accounts.{form}.invitation.name": "accounts.invite_to_client.name"
        for form in ("create_client(business)", "create_client(self_employed)", "change_draft")
    },
    **{
        f"accounts.{form}.practice_code": "accounts.change_client.practice_code"
        for form in ("create_client(business)", "create_client(self_employed)")
    },
    "accounts.change_draft.income_sources[].name": "accounts.change_client.income_sources[].name",
    "accounts.change_draft.name": "accounts.begin_draft.name",
    "accounts.change_draft.practice_code": "accounts.begin_draft.practice_code",
    "accounts.create_client(self_employed).income_sources[].name": _INCOME,
    "accounts.invite_many.invitations[].name": "accounts.invite_to_client.name",
    "accounts.register_practice.name": "accounts.change_practice.name",
    "accounts.register_practice.owner.name": "access.invite_colleague.name",
    "accounts.replace_view.name": "accounts.save_view.name",
    "accounts.replace_view.q": "accounts.save_view.q",
    "connections.change_webhook_endpoint.description": "connections.create_webhook_endpoint.description",
    **{
        f"{_MESSAGES}.{kind}.{part}": f"{_MESSAGES}.client_invitation.{part}"
        for kind in ("client_reminder", "colleague_invitation", "colleague_reminder")
        for part in ("opening", "subject")
    },
}  # fmt: skip
#: What needs more than a practice with clients to be shown, and the module that tries it.
ELSEWHERE = {
    "access.decline_access.detail": "gateway/test_access_request_pages.py",
    "access.request_access.reason": "gateway/test_access_request_pages.py",
    # What no file may be called is another sign in its name.
    "accounts.begin_document.filename": "accounts/test_documents_page.py",
    "access.send_address_proof.practice_name": "invitations/test_hostile_names.py",
    "accounts.decline_practice_request.reason": "accounts/test_deciding_requests.py",
    "accounts.paste_import_rows.text": "browser/test_hostile_text.py",
    "accounts.replace_import_cells.text": "browser/test_hostile_text.py",
    "accounts.write_import_cells.cells[].text": "browser/test_hostile_text.py",
    **{
        f"accounts.request_as_new_client({kind}).{field}": "browser/test_practice_link.py"
        for kind, fields in (
            ("business", ("contact_name", "message", "name")),
            ("self_employed", ("income_sources[].name", "message", "name")),
        )
        for field in fields
    },
    "connections.find_companies.q": "connections/test_company_search_page.py",
}
#: What no page, mail or text has: it is looked up or compared, of a machine, or a secret.
NOT_SHOWN = frozenset([
    "access.change_program.networks[]", "access.confirm_totp.code", "access.create_program.networks[]",
    "access.decide_review_line.access_tag", "access.send_address_proof.address", "access.sign_in.totp",
    "accounts.check_duplicates.name", "accounts.check_duplicates.practice_code",
    "accounts.delete_client.confirm_name", "accounts.export_clients.q", "accounts.find_by_crn.crn",
    "accounts.get_reference.q", "accounts.replace_import_cells.was", "accounts.resolve_extract_email.address",
    "accounts.settle_import.sheet", "connections.change_webhook_endpoint.header.name",
    "connections.change_webhook_endpoint.header.value", "connections.complete_authorization.error",
    "connections.complete_authorization.provider", "connections.create_webhook_endpoint.header.name",
    "connections.create_webhook_endpoint.header.value", "invitations.note_bounce.message_id",
    "invitations.preview_message.opening", "invitations.preview_message.subject",
    "invitations.preview_text.account_name", "invitations.preview_text.name",
])  # fmt: skip
#: Endings of fields that are no words: places in a list, ids, bytes, hashes, numbers of phones.
NO_WORDS = (
    ".cursor", ".after", ".types", "_id", "_ids[]", ".data", "_hash", ".mobile", ".user_agent", ".signature",
    ".address", ".scope", ".client_id",
)  # fmt: skip


class Hostile:
    """What is written in each field, and the practice in which it was."""

    def __init__(self, ask: Ask, kind: str) -> None:
        self._ask, self.kind = ask, kind
        self.refused: set[str] = set()
        self.ids: dict[str, str] = {}
        #: Whom something is sent to.
        self.addresses: list[str] = []

    def written(self, field: str) -> str:
        """Text that no other field has."""
        number = f"{[*SHOWN, *SEARCHED].index(field):02}"
        longest = text_fields()[field].longest
        hostile = HOSTILE[self.kind]
        return f"z{number}{hostile * (longest - 3) if self.kind == 'without end' else hostile}"

    def shown(self, field: str) -> str:
        """As it is kept: trimmed, and in one line where it is one."""
        return str(text_fields()[field].deserialize(self.written(field)))

    def fill(self) -> None:
        """Write all of it."""
        self._wordings()
        client = self._made({"type": "business", "name": unique("Acme")}, "/v1/clients")
        sole = {
            "type": "self_employed", "name": unique("Sam"), "email": f"{unique('sam').lower()}@stone.example",
            "income_sources": [{"name": "Trade", "type": "self_employment"}],
        }  # fmt: skip
        self.ids = {"client": client["id"], "sole": self._made(sole, "/v1/clients")["id"]}
        one = f"/v1/clients/{client['id']}"
        self._change(one, name="accounts.change_client.name")
        self._change(one, practice_code="accounts.change_client.practice_code")
        self._sole_income()
        self._change("/v1/practice", name="accounts.change_practice.name")
        user = {"email": self._address(), "role": "standard_user", "invite": True}
        self._make(f"{one}/users", user, name="access.add_client_user.name")
        self._make("/v1/api-tokens", {"scopes": ["read"]}, name="access.create_api_token.name")
        program = {"scopes": ["clients:read"], "role": "standard"}
        self._make("/v1/service-accounts", program, name="access.create_program.name")
        self._make("/v1/responsibilities", {"level": "view"}, name="access.create_responsibility.name")
        self._make("/v1/teams", {"member_ids": []}, name="access.create_team.name")
        colleague = {"email": self._address(), "role": "standard"}
        self._make("/v1/colleagues", colleague, name="access.invite_colleague.name")
        draft = self._make("/v1/client-drafts", {"type": "business"}, name="accounts.begin_draft.name")
        self.ids["draft"] = (draft or self._made({"type": "business"}, "/v1/client-drafts"))["id"]
        code = self.written("accounts.begin_draft.practice_code")
        self._send(f"/v1/client-drafts/{self.ids['draft']}", {"practice_code": code}, "PATCH",
                   "accounts.begin_draft.practice_code")  # fmt: skip
        self._make(f"{one}/invitations", {"email": self._address()}, name="accounts.invite_to_client.name")
        self._make("/v1/client-views", {}, name="accounts.save_view.name", q="accounts.save_view.q")
        hook = {"url": "https://hooks.example.com/x"}
        self._make(
            "/v1/webhook-endpoints", hook, description="connections.create_webhook_endpoint.description"
        )
        self._files()

    def _wordings(self) -> None:
        path = "/v1/practice/messages"
        self._change(path, sender_name="invitations.change_practice_messages.sender_name")
        for field in (each for each in SHOWN if each.startswith(_MESSAGES)):
            kind, part = field.split(".")[-2:]
            self._send(path, {"wording": {kind: {part: self.written(field)}}}, "PATCH", field)

    def _files(self) -> None:
        field = "accounts.receive_file.filename"
        path = f"/v1/client-imports?filename={quote(self.written(field))}"
        self._send(path, b"Client name\nAcme\n", "POST", field)

    def _sole_income(self) -> None:
        field = "accounts.change_client.income_sources[].name"
        path = f"/v1/clients/{self.ids['sole']}"
        _, now = self._ask("GET", path, None)
        sources = [{**each, "name": self.written(field)} for each in now["income_sources"]]
        self._send(path, {"income_sources": sources}, "PATCH", field)

    def _made(self, body: Mapping[str, Any], path: str) -> Any:
        status, answer = self._ask("POST", path, body)
        assert status in (200, 201, 202), answer
        return answer

    def _change(self, path: str, **fields: str) -> None:
        for name, field in fields.items():
            self._send(path, {name: self.written(field)}, "PATCH", field)

    def _make(self, path: str, body: Mapping[str, Any], **fields: str) -> Any:
        given = {name: self.written(field) for name, field in fields.items()}
        return self._send(path, {**body, **given}, "POST", *fields.values())

    def _send(self, path: str, body: Any, method: str, *fields: str) -> Any:
        """Ask; what is refused is so for what was written, and nothing is shown of it."""
        status, answer = self._ask(method, path, body)
        if status == 422:
            self.refused.update(fields)
            return None
        assert status in (200, 201, 202), (path, answer)
        return answer

    def _address(self) -> str:
        self.addresses.append(f"{unique('jo').lower()}@acme.example")
        return self.addresses[-1]


def acceptable(field: str, text: str) -> bool:
    """Whether the field's own check lets it through."""
    try:
        text_fields()[field].deserialize(text)
    except ValidationError:
        return False
    return True
