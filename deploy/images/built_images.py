"""Images as the Docker engine here has them. None is run: their files are read."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

#: Which packages there are: Debian's, and those of each Python but Debian's own.
_PACKAGE_LISTS = re.compile(
    r"(\./)?(var/lib/dpkg/status|usr/lib/os-release|.+/site-packages/[^/]+\.dist-info/[^/]+)"
)


class NoImage(Exception):
    """The engine has no such image; the text says what it said."""


@dataclass(frozen=True)
class BuiltImage:
    """`reference` is its name and tag, `id` what the engine knows it by: `sha256:…`."""

    name: str
    reference: str
    id: str
    created: datetime.datetime
    release: str | None
    #: Of CPython itself, where it is no package of Debian.
    python_version: str | None


def find_image(name: str) -> BuiltImage:
    """The image that `deploy/images/build` made, by the same settings. Raises NoImage."""
    reference = (
        f"{os.environ.get('CLIENTELE_IMAGES') or 'clientele'}/{name}:{os.environ.get('TAG') or 'latest'}"
    )
    found = _docker("image", "inspect", reference)
    [described] = json.loads(found)
    config = described["Config"]
    variables = dict(line.split("=", 1) for line in config["Env"] or ())
    return BuiltImage(
        name=name,
        reference=reference,
        id=described["Id"],
        created=datetime.datetime.fromisoformat(described["Created"]),
        release=(config["Labels"] or {}).get("org.opencontainers.image.version"),
        python_version=variables.get("PYTHON_VERSION"),
    )


def unpack_package_lists(image: BuiltImage, folder: Path) -> None:
    """Put into the folder those files of an image that say which packages it has."""
    # One that is never started, so that its command may be anything.
    container = _docker("create", "--network=none", image.id, "none").strip()
    try:
        with (
            subprocess.Popen(["docker", "export", container], stdout=subprocess.PIPE) as exporting,
            tarfile.open(fileobj=exporting.stdout, mode="r|") as files,
        ):
            for entry in files:
                if entry.isfile() and _PACKAGE_LISTS.fullmatch(entry.name):
                    files.extract(entry, folder, set_attrs=False, filter="data")
    finally:
        _docker("rm", container)


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoImage(done.stderr.strip())
    return done.stdout
