"""The sandbox's phone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.gateway.stand_in import StandIn, gateway


def keep(folder: Path, name: str, body: str) -> None:
    text = {"to": "+447700900123", "date_created": "Sun, 22 Nov 2026 23:38:55 GMT", "body": body}
    (folder / f"{name}.json").write_text(json.dumps(text))


def test_it_shows_texts_newest_first_with_their_link_and_nothing_else_as_markup(
    services: StandIn, tmp_path: Path
) -> None:
    keep(tmp_path, "01", "Birch <b>& Co</b>: http://127.0.0.1:8000/invitation#T Valid for 7 days.")
    keep(tmp_path, "02", "Later")
    (tmp_path / "03.json").write_text("broken")
    page = gateway(services, sandbox_mailbox=tmp_path, sandbox_phone=tmp_path).get("/sandbox/phone").text
    assert page.index("Later") < page.index("Birch")
    assert '<a href="http://127.0.0.1:8000/invitation#T"' in page
    assert "<b>" not in page
    assert ">22 Nov 2026</time>" in page
    assert "Sunday 22 November 2026, 23:38" in page


def test_without_a_sandbox_there_is_no_phone(services: StandIn) -> None:
    assert gateway(services).get("/sandbox/phone").status_code == 404
