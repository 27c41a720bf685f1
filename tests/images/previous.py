"""The images of the release before this tree, built from the commit that deploy/releases.txt names."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from contracts.subscriptions import SERVICES
from tests.containers import docker

ROOT = Path(__file__).parents[2]
PARTS = (*SERVICES, "gateway")


@dataclass(frozen=True)
class Release:
    version: str
    commit: str

    @property
    def tag(self) -> str:
        return f"release-{self.version}-{self.commit[:12]}"

    def is_here(self) -> bool:
        """Whether this clone reaches back to it."""
        return self.git("cat-file", "-e", f"{self.commit}^{{commit}}").returncode == 0

    def file(self, path: str) -> str:
        return self.git("show", f"{self.commit}:{path}").stdout.decode()

    def build(self, folder: Path) -> None:
        """Build its images with its own Dockerfiles in `folder`, unless they are there."""
        if all(
            docker("image", "inspect", f"clientele/{p}:{self.tag}", check=False).returncode == 0
            for p in PARTS
        ):
            return
        # With the modes of a checkout, so that the builder knows again what has not changed since.
        archive = self.git("-c", "tar.umask=0022", "archive", "--format=tar", self.commit)
        assert archive.returncode == 0, archive.stderr.decode()
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        built = subprocess.run(
            [folder / "deploy" / "images" / "build", *PARTS],
            env={**os.environ, "TAG": self.tag},
            capture_output=True,
            text=True,
            timeout=840,
            check=False,
        )
        assert built.returncode == 0, built.stdout + built.stderr

    @staticmethod
    def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        # A clone may belong to another user than the one who runs its tests.
        command = ["git", "-c", "safe.directory=*", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)


def last() -> Release:
    """The newest release."""
    lines = (ROOT / "deploy" / "releases.txt").read_text().splitlines()
    version, commit = [line for line in lines if not line.startswith("#")][-1].split()
    return Release(version, commit)
