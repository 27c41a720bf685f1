"""What other services tell, as lines of the audit trail (product.md 8.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar, cast

from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts.events import CLIENT_TRANSFERRED, ClientTransferredData, DocumentChangedData
from contracts.connections.events import WebhookEndpointChangedData
from contracts.messages import Event
from services.access.activity import audit_lines

DataT = TypeVar("DataT")

#: Who did it, by the names that events have for them.
_ACTORS = ("actor_id", "created_by", "owner_id", "updated_by", "by")
#: What a line shows of an event that has no before and after.
_SHOWN = (
    "name", "type", "plan", "crn", "state", "provider", "organisation_name", "invited", "changed", "detail",
)  # fmt: skip


def note(uow: UnitOfWork, event: Event[DataT], data: Mapping[str, object]) -> None:
    """Write the event's line: `ClientCreated` becomes `client.created`."""
    # Where nothing may be shown of what was changed, its names are.
    after = _change(data, "after") or {name: data[name] for name in _SHOWN if name in data}
    if after and (unsaid := _unsaid(data)):
        after = {**after, "changed": unsaid}
    import_id = _id(data, "import_id")
    audit_lines.note(
        uow,
        kind_of(event),
        practice_id=str(data["practice_id"]),
        actor_id=next((who for name in _ACTORS if (who := _id(data, name))), None),
        client_id=_id(data, "client_id"),
        user_id=_id(data, "user_id"),
        before=_change(data, "before") or None,
        after=(after if import_id is None else {**after, "import_id": import_id}) or None,
    )


def note_transfer(uow: UnitOfWork, data: ClientTransferredData) -> None:
    """Write a line for either practice: the former one's names nobody of the other."""
    for_former = {
        "practice_id": data["from_practice_id"],
        "client_id": data["client_id"],
        "name": data["name"],
    }
    note(uow, CLIENT_TRANSFERRED, for_former)
    note(uow, CLIENT_TRANSFERRED, data)


def note_webhook_endpoint(uow: UnitOfWork, data: WebhookEndpointChangedData) -> None:
    """Write what became of a webhook endpoint: `webhook_endpoint.created` and the like."""
    audit_lines.note(
        uow,
        f"webhook_endpoint.{data['change']}",
        practice_id=data["practice_id"],
        actor_id=data.get("actor_id"),
        before=data.get("before"),
        after={**(data.get("after") or {}), "endpoint_id": data["endpoint_id"], "reason": data["reason"]},
    )


def note_document(uow: UnitOfWork, data: DocumentChangedData) -> None:
    """Write what somebody did with a document: `document.downloaded` and the like."""
    audit_lines.note(
        uow,
        f"document.{data['change']}",
        practice_id=data["practice_id"],
        actor_id=data.get("actor_id"),
        client_id=data["client_id"],
        after={"document_id": data["document_id"]},
    )


def _unsaid(data: Mapping[str, object]) -> list[object]:
    """What was changed and is not shown, by its name."""
    changed = data.get("changed")
    shown = _change(data, "after") or {}
    return [name for name in changed if name not in shown] if isinstance(changed, list) else []


def _id(data: Mapping[str, object], name: str) -> str | None:
    return cast("str | None", data.get(name))


def _change(data: Mapping[str, object], name: str) -> Mapping[str, object] | None:
    return cast("Mapping[str, object] | None", data.get(name))


def kind_of(event: Event[DataT]) -> str:
    """Such as `invitation.sent`, of `InvitationSent`."""
    first, *rest = re.findall("[A-Z][a-z]*", event.type)
    return f"{first}.{'_'.join(rest)}".lower()
