"""One thing has one name, the field's: words that gave way to it do not come back as names in the code."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: The word that went, and the one that took its place.
GONE = {
    "Asked": "Request",
    "asked": "request",
    "Told": "Result",
    "Work": "UnitOfWork",
    "work": "uow, unit_of_work",
    "walls": "row_level_security",
    "Nudge": "OutboxNotifier",
    "nudge": "outbox_notifier",
    "coalescing": "frame_buffer",
    "Coalescing": "FrameBuffer",
    "footprint": "memory",
    "settle": "ack, reject, retry, dead_letter; wait for it",
    "Settled": "SentMessages",
    "settled": "what it is",
    "settling": "read_your_writes",
    "hearing": "audit_events",
    "projecting": "projections",
    "standing": "permissions, membership",
    "seeing": "permissions",
    "House": "VendorRegistry",
    "Desk": "ImportBatch",
    "Post": "SmtpMailer",
    "command_key": "idempotency_key",
    "told": "what it is: settings, listener, message_ids, found",
    "told_by": "what it gives",
    "_told": "what it gives",
    "_TOLD": "what it holds",
}
FOLDERS = ("bench", "chassis", "contracts", "deploy", "gateway", "sdk", "services", "tests")


def names_in(file: Path) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(file.read_text()).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME} | {file.stem}


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_name_is_a_word_that_another_took_the_place_of(folder: str) -> None:
    found = {
        f"{file.relative_to(ROOT)}: {word} is {GONE[word]}"
        for file in (ROOT / folder).rglob("*.py")
        for word in names_in(file) & GONE.keys()
    }
    assert sorted(found) == []
