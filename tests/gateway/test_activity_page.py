"""What the activity page says of a line (product.md 8.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.web.activity import activity_log


def line(kind: str, actor: Mapping[str, Any] | None) -> Mapping[str, Any]:
    client = {"id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Acme"}
    return {"kind": kind, "actor": actor, "client": client, "before": None, "after": None, "names": {}}


def test_a_client_that_went_to_another_practice_is_named_without_who_took_it_and_leads_nowhere() -> None:
    shown = activity_log._shown(line("client.transferred", None))
    assert (shown["words"], shown["elsewhere"]) == ("A client went over to another practice", True)


def test_a_client_that_came_from_another_practice_is_one_s_own() -> None:
    shown = activity_log._shown(line("client.transferred", {"id": "user_1", "name": "Ada"}))
    assert (shown["words"], shown["elsewhere"]) == ("took a client over from another practice", False)


def test_what_nobody_did_is_told_as_ever() -> None:
    shown = activity_log._shown(line("connection.needs_reconnect", None))
    assert not shown["elsewhere"]
