"""What is done with documents of clients, in the permission matrix (`permission_rest` has its lines)."""

from __future__ import annotations

from tests.access.permission_action import Action

_NO_SENDER = "sender_01JC2Z5T8V9QWERTY0ABCDEFGH"
_NOT_FOUND = (404, "not_found")


def _documents(whose: str) -> dict[str, Action]:
    """What is done with the documents of a client; what is so already stays so."""
    path = f"/v1/clients/{{{whose}}}/documents"
    one = f"{path}/{{document_{whose}}}"
    senders = f"/v1/clients/{{{whose}}}/document-senders"
    return {
        f"documents.list_{whose}": Action("GET", path),
        f"documents.read_{whose}": Action("GET", one),
        f"documents.save_{whose}": Action("GET", f"{one}/content"),
        f"documents.restore_{whose}": Action("POST", f"{one}/restore"),
        f"documents.delete_{whose}": Action("DELETE", f"{path}/{{deleted_{whose}}}", done=(204, None)),
        f"documents.upload_{whose}": Action(
            "POST", f"{path}?filename=x", file=b"x", media_type="application/octet-stream", done=(201, None)
        ),
        f"documents.senders_{whose}": Action("GET", senders),
        f"documents.put_senders_{whose}": Action("PUT", senders, {"policy": None}),
        f"documents.drop_sender_{whose}": Action("DELETE", f"{senders}/{_NO_SENDER}", done=_NOT_FOUND),
        # None of them is held.
        f"documents.accept_{whose}": Action("POST", f"{one}/accept", {}, done=_NOT_FOUND),
        f"documents.refuse_{whose}": Action("POST", f"{one}/refuse", done=_NOT_FOUND),
    }


ACTIONS = {**_documents("seen"), **_documents("hidden")}
