"""Where what one signs in with is kept: a file that nobody else on the machine can read."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import asdict, dataclass, field
from pathlib import Path

import platformdirs

from clientele.cli.failures import USAGE, Failed


@dataclass(frozen=True, slots=True)
class Kept:
    """An address, and a session or personal token, or a program's id and secret. `session` ends at logout."""

    url: str
    token: str | None = field(default=None, repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    session: bool = False


def path() -> Path:
    """`credentials.json` in the platform's folder for settings, or in CLIENTELE_CONFIG_DIR."""
    named = os.environ.get("CLIENTELE_CONFIG_DIR")
    folder = Path(named) if named else platformdirs.user_config_path("clientele", appauthor=False)
    return folder / "credentials.json"


def read() -> Kept | None:
    """What was kept; None where nothing was. Raises `Failed` where others could read it."""
    file = path()
    if not file.exists():
        return None
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise Failed(f"{file} can be read by others. Say: chmod 600 {file}", USAGE)
    try:
        return Kept(**json.loads(file.read_text("utf-8")))
    except (ValueError, TypeError):
        raise Failed(f"{file} is damaged. Sign in again: clientele login", USAGE) from None


def write(kept: Kept) -> None:
    """Keep it, with no moment in which it could be read by others or was half there."""
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as stream:
        json.dump(asdict(kept), stream)
    os.replace(beside, file)  # noqa: PTH105  atomic, also where the file is there


def forget() -> bool:
    """Whether there was anything to forget."""
    there = path().exists()
    path().unlink(missing_ok=True)
    return there
