"""The installation's keys, made at the first start, kept in the data folder for its owner alone."""

from __future__ import annotations

import json
from pathlib import Path

from chassis.security import identity, vault


def load(folder: Path) -> dict[str, str]:
    """The keys as environment variables; made when missing."""
    path = folder / "secrets.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    if "CLIENTELE_MESSAGE_KEYS" not in known:
        private = identity.generate_private_key()
        made = {
            "CLIENTELE_IDENTITY_PRIVATE_KEY": private,
            "CLIENTELE_IDENTITY_PUBLIC_KEYS": identity.public_key(private),
            "CLIENTELE_SECRET_KEYS": vault.generate_key(),
            "CLIENTELE_MESSAGE_KEYS": vault.generate_key(),
            # An older release's folder has all but the last.
            **known,
        }
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(made, indent=1))
        unfinished.rename(path)
    return {name: str(value) for name, value in json.loads(path.read_text()).items()}
