"""events tail: the feed, from where it was left."""

from __future__ import annotations

import contextlib
import hashlib
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import platformdirs

from clientele.cli import account
from clientele.cli.failures import USAGE, Failed
from clientele.cli.output import printable, say_json_line
from clientele.client import Clientele
from clientele.feed import CursorFile, Place, follow


@click.group()
def events() -> None:
    """What happens in your practice."""


@events.command()
@click.option("--types", help="Only these, separated by commas: ClientCreated,ClientUpdated.")
@click.option(
    "--from",
    "start",
    type=click.Choice(["kept", "latest", "oldest"]),
    default="kept",
    show_default=True,
    help="Where it was left, or now where it never was; from now on; or all that are still there.",
)
@click.option(
    "--cursor",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file that keeps the place; else one for each sign-in and choice of types.",
)
@click.option("--once", is_flag=True, help="End when nothing is left, instead of waiting for more.")
@click.option("--json", "as_json", is_flag=True, help="One CloudEvent a line.")
def tail(types: str | None, start: str, file: Path | None, once: bool, as_json: bool) -> None:
    """Follow events, each once, until you press Ctrl-C; the next time goes on from there."""
    wanted = [each.strip() for each in (types or "").split(",") if each.strip()]
    store = CursorFile(file or _usual_file(wanted))
    say = say_json_line if as_json else _say
    shown = ""
    try:
        with account.signed_in() as api:
            _begin(api, store, start, wanted)
            for event in follow(api, store, types=wanted, once=once):
                with _whole():
                    say(event)
                    shown = event["id"]
    except KeyboardInterrupt:
        _keep(store, shown)


def _begin(api: Clientele, store: CursorFile, start: str, types: list[str]) -> None:
    if start == "oldest":
        store.save(Place())
    elif start == "latest" or _place(store).cursor is None:
        page = api.list_events(after="latest", types=",".join(types) or None)
        store.save(Place(page["cursor"]))


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    """Ctrl-C waits until an event is shown and noted; pressed again, it does not."""
    pressed = False

    def wait(_number: int, _frame: object) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    before = signal.signal(signal.SIGINT, wait)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


def _keep(store: CursorFile, shown: str) -> None:
    """The event shown last is dealt with, also where Ctrl-C came before that was written down."""
    place = _place(store)
    if shown and shown not in place.done:
        place.done.append(shown)
        store.save(place)


def _place(store: CursorFile) -> Place:
    try:
        return store.load()
    except (ValueError, KeyError, TypeError, OSError):
        raise Failed(
            "--cursor: this file keeps no place in the feed. Say --from latest, or another file.", USAGE
        ) from None


def _usual_file(types: list[str]) -> Path:
    """A file of its own for whoever is signed in, and for each choice of types."""
    kept = account.current()
    said = json.dumps([kept.url, kept.token or kept.client_id, sorted(types)])
    folder = platformdirs.user_state_path("clientele", appauthor=False, ensure_exists=True)
    return folder / f"events-{hashlib.sha256(said.encode()).hexdigest()[:16]}.json"


def _say(event: Any) -> None:
    name = event["data"].get("name")
    said = [event["time"], f"{event['type']:<22}", event["subject"], str(name) if name else ""]
    click.echo(printable("  ".join(said)).rstrip())
