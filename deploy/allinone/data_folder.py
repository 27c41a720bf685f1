"""The data folder: whether it can be used, said in one line before anything is begun."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from chassis.process.settings import SettingsError

#: As much as is written to see whether there is room.
_ENOUGH = b"\0" * 65_536
_FULL = (errno.ENOSPC, errno.EDQUOT)


def check(folder: Path) -> None:
    """Make the folder, and see that it can be written to. Raises `SettingsError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tried = folder / ".tried"
        try:
            with tried.open("wb") as file:
                file.write(_ENOUGH)
                file.flush()
                os.fsync(file.fileno())
        finally:
            tried.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(told_of(folder, error)) from None


def told_of(folder: Path, error: OSError) -> str:
    """What is wrong with the folder, and how to mend it."""
    found = f"CLIENTELE_DATA: {folder} cannot be used"
    if error.errno in _FULL:
        return f"{found}: its disk is full. Make room on it."
    file = next((path for path in (folder, *folder.parents) if path.exists() and not path.is_dir()), None)
    if file is not None:
        return f"{found}: {file} is a file. Name a folder, or none for ./data."
    return f"{found}: {(error.strerror or str(error)).lower()}. Name a folder that can be written to."
