"""A registry on this machine, images that are small, keys: what publishing an image takes."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.containers import docker

ROOT = Path(__file__).parents[2]
PASSWORD = "of the operator's key"
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
#: What a small image has in place of a system: the lists of packages, as dpkg and pip leave them.
FILES = {
    "usr/lib/os-release": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\n',
    "var/lib/dpkg/status": "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\n"
    "Source: glibc\nVersion: 2.41-12\nDescription: GNU C Library\n more of it\n\n"
    "Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n"
    "Description: its settings are left\n",
    "opt/venv/lib/python3.13/site-packages/alien-7.dist-info/METADATA": "Metadata-Version: 2.1\n"
    "Name: alien\nVersion: 7\nSummary: Nobody required it\n",
}


def need(*programs: str) -> None:
    """Skip where one is not installed, which in CI is a failure (tests/conftest.py)."""
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is needed, Debian's package of that name")


def make_image(reference: str, mark: str = "") -> str:
    """A small image, another one for each mark; gives its id."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as files:
        for name, text in {**FILES, "mark": mark}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            files.addfile(entry, io.BytesIO(text.encode()))
    changes = ["ENV PYTHON_VERSION=3.13.5", "LABEL org.opencontainers.image.version=1.0.0"]
    arguments = [f"--change={change}" for change in changes]
    importing = ["docker", "import", *arguments, "-", reference]
    done = subprocess.run(importing, input=packed.getvalue(), capture_output=True, timeout=60, check=True)
    return done.stdout.decode().strip()


@dataclass(frozen=True)
class Registry:
    """`images` is CLIENTELE_IMAGES, `folder` where keys and SBOMs of this operator are."""

    address: str
    folder: Path

    @property
    def images(self) -> str:
        return f"{self.address}/clientele"

    def make_key(self, name: str) -> None:
        self.cosign("generate-key-pair", "--output-key-prefix", str(self.folder / name))

    def push(self, name: str, tag: str, mark: str) -> str:
        """Have another image under a name, as whoever may write to the registry can; gives its digest."""
        make_image(f"{self.images}/{name}:{tag}", mark)
        docker("push", "--quiet", f"{self.images}/{name}:{tag}")
        return self.digest(name, tag)

    def digest(self, name: str, tag: str) -> str:
        return self._manifest(name, tag).headers["Docker-Content-Digest"]

    def has(self, name: str, tag: str) -> bool:
        return self._manifest(name, tag).ok

    def copy_tag(self, name: str, tag: str, to: str) -> None:
        """Give what has one tag another tag too, in the same repository."""
        there = self._manifest(name, tag)
        there.raise_for_status()
        requests.put(
            f"http://{self.address}/v2/clientele/{name}/manifests/{to}",
            data=there.content,
            headers={"Content-Type": there.headers["Content-Type"]},
            timeout=10,
        ).raise_for_status()

    def _manifest(self, name: str, tag: str) -> requests.Response:
        return requests.get(
            f"http://{self.address}/v2/clientele/{name}/manifests/{tag}",
            headers={"Accept": f"{MANIFEST}, {OCI_MANIFEST}"},
            timeout=10,
        )

    def run(self, script: str, *names: str, tag: str, key: str = "ours") -> subprocess.CompletedProcess[str]:
        """`publish` or `verify`, as an operator runs them."""
        command = [str(ROOT / "deploy" / "images" / script), *names]
        return self._run(
            command,
            TAG=tag,
            CLIENTELE_SIGNING_KEY=str(self.folder / f"{key}.key"),
            CLIENTELE_SIGNING_PUBLIC_KEY=str(self.folder / f"{key}.pub"),
        )

    def sbom(self, name: str, tag: str) -> Path:
        """Write the SBOM of an image by its own command."""
        done = self._run([sys.executable, "-m", "deploy.images.sbom", name], TAG=tag)
        assert done.returncode == 0, done.stderr
        return self.folder / f"{name}.cdx.json"

    def cosign(self, *arguments: str) -> str:
        done = self._run(["cosign", *arguments])
        assert done.returncode == 0, done.stderr
        return done.stdout

    def described(self, name: str) -> str:
        """The id of the image whose SBOM was written last."""
        bom = json.loads((self.folder / f"{name}.cdx.json").read_text())
        return str(bom["metadata"]["component"]["bom-ref"])

    def attested(self, name: str, digest: str) -> list[object]:
        """The SBOMs that hang on an image."""
        found = self.cosign("download", "attestation", f"{self.images}/{name}@{digest}")
        statements = [
            json.loads(base64.b64decode(json.loads(line)["payload"])) for line in found.splitlines()
        ]
        return [statement["predicate"] for statement in statements]

    def _run(self, command: list[str], **settings: str) -> subprocess.CompletedProcess[str]:
        ours = {
            "CLIENTELE_IMAGES": self.images,
            "CLIENTELE_SBOMS": str(self.folder),
            "COSIGN_PASSWORD": PASSWORD,
        }
        environment = {**os.environ, **ours, **settings}
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False
        )
