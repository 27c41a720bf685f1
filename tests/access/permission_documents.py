"""What is done with documents of clients, in the permission matrix (`permission_rest` has its lines)."""

from __future__ import annotations

from tests.access.permission_action import Action


def _documents(whose: str) -> dict[str, Action]:
    """What is done with the documents of a client; what is so already stays so."""
    path = f"/v1/clients/{{{whose}}}/documents"
    one = f"{path}/{{document_{whose}}}"
    return {
        f"documents.list_{whose}": Action("GET", path),
        f"documents.read_{whose}": Action("GET", one),
        f"documents.save_{whose}": Action("GET", f"{one}/content"),
        f"documents.restore_{whose}": Action("POST", f"{one}/restore"),
        f"documents.delete_{whose}": Action("DELETE", f"{path}/{{deleted_{whose}}}", done=(204, None)),
        f"documents.upload_{whose}": Action(
            "POST", f"{path}?filename=x", file=b"x", media_type="application/octet-stream", done=(201, None)
        ),
    }


ACTIONS = {**_documents("seen"), **_documents("hidden")}
