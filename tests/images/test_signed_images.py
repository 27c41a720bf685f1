"""Images are published signed, with what they are made of; nothing else passes as one of ours."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests import containers
from tests.builders import eventually
from tests.containers import docker
from tests.images.signing import PASSWORD, ROOT, Registry, make_image, need
from tests.ports import free_port

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

PRODUCTION = ROOT / "deploy" / "compose" / "production.env"
TAG = "1.0.0"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """Debian's, on this machine, with the keys of an operator and of somebody else."""
    if missing := containers.docker_is_missing():
        pytest.skip(f"Docker is needed: {missing}")
    need("cosign", "docker-registry", "jq")
    folder = tmp_path_factory.mktemp("registry")
    address = f"127.0.0.1:{free_port()}"
    settings = {
        "version": "0.1",
        "storage": {"filesystem": {"rootdirectory": str(folder / "storage")}},
        "http": {"addr": address},
    }
    (folder / "registry.yml").write_text(json.dumps(settings))
    ours = Registry(address, folder)
    with (folder / "log").open("wb") as log:
        serving = subprocess.Popen(
            ["docker-registry", "serve", folder / "registry.yml"], stdout=log, stderr=log
        )
    try:
        eventually(lambda: _answers(address))
        for name in ("ours", "theirs"):
            ours.make_key(name)
        yield ours
    finally:
        serving.terminate()
        serving.wait()
        listed = docker("image", "ls", "--format={{.Repository}}:{{.Tag}} {{.ID}}", f"{ours.images}/*").stdout
        if listed:
            docker("image", "rm", "--force", *{line.split()[1] for line in listed.splitlines()})


def _answers(address: str) -> bool:
    try:
        return requests.get(f"http://{address}/v2/", timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="module")
def published(registry: Registry) -> str:
    """The digest of an image that was published as docs/operations.md says."""
    make_image(f"{registry.images}/setup:{TAG}")
    registry.sbom("setup", TAG)
    done = registry.run("publish", "setup", tag=TAG)
    assert done.returncode == 0, done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    digest = registry.digest("setup", TAG)
    assert done.stdout == f"{registry.images}/setup@{digest}\n"
    return digest


def refused(registry: Registry, *names: str, tag: str = TAG, key: str = "ours") -> str:
    """Why `verify` lets nothing through."""
    done = registry.run("verify", *(names or ("setup",)), tag=tag, key=key)
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr


def sign(registry: Registry, digest: str, key: str, *, image: str = "setup", release: str) -> None:
    """A signature as `publish` makes it, of an image that it did not publish."""
    claims = (f"--annotations=image={image}", f"--annotations=release={release}")
    options = ("--yes", "--tlog-upload=false", "--key", str(registry.folder / f"{key}.key"))
    registry.cosign("sign", *options, *claims, f"{registry.images}/setup@{digest}")


def compose(registry: Registry, verified: Path, *arguments: str) -> str:
    """One command of an installation for real, with what `verify` printed; gives what it printed."""
    files = (f"--env-file={PRODUCTION}", f"--env-file={verified}")
    done = subprocess.run(
        ["docker", "compose", *files, *arguments],
        cwd=ROOT,
        env={**os.environ, "CLIENTELE_IMAGES": registry.images},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_was_published_may_be_run_by_its_digest(registry: Registry, published: str) -> None:
    compose = registry.run("verify", "setup", tag=TAG)
    assert (compose.returncode, compose.stdout) == (0, f"CLIENTELE_SETUP_TAG={TAG}@{published}\n")
    kustomize = registry.run("verify", "--kustomize", "setup", tag=TAG)
    assert kustomize.stdout == (
        f'  - {{name: clientele/setup, newName: {registry.images}/setup, digest: "{published}"}}\n'
    )


def test_compose_takes_what_was_verified_whatever_its_tag_means_by_then(
    registry: Registry, published: str, tmp_path: Path
) -> None:
    verified = tmp_path / "verified.env"
    verified.write_text(registry.run("verify", "setup", tag=TAG).stdout)
    registry.push("setup", TAG, "put there after the check")
    docker("image", "rm", "--force", registry.described("setup"))
    try:
        compose(registry, verified, "pull", "--quiet", "topology")
        configured = json.loads(compose(registry, verified, "config", "--format=json"))
        image = configured["services"]["topology"]["image"]
        found = docker("image", "inspect", "--format={{.Id}}", image).stdout.strip()
        assert found == registry.described("setup")
    finally:
        registry.copy_tag("setup", published, TAG)


def test_its_sbom_hangs_on_it(registry: Registry, published: str) -> None:
    file = registry.folder / "setup.cdx.json"
    assert registry.attested("setup", published) == [json.loads(file.read_text())]


def test_publishing_again_changes_nothing_that_is_verified(registry: Registry, published: str) -> None:
    docker("tag", registry.described("setup"), f"{registry.images}/setup:{TAG}")
    assert registry.run("publish", "setup", tag=TAG).returncode == 0
    assert registry.digest("setup", TAG) == published
    assert registry.run("verify", "setup", tag=TAG).returncode == 0
    assert len(registry.attested("setup", published)) == 1


def test_an_unsigned_image_is_refused(registry: Registry) -> None:
    registry.push("setup", "unsigned", "unsigned")
    assert refused(registry, tag="unsigned") == "setup: refused: no signatures found\n"


def test_another_key_is_refused(registry: Registry, published: str) -> None:
    assert "invalid signature" in refused(registry, key="theirs")
    digest = registry.push("setup", "theirs", "signed by somebody else")
    sign(registry, digest, "theirs", release="theirs")
    assert "invalid signature" in refused(registry, tag="theirs")


def test_an_image_that_was_changed_is_refused(registry: Registry, published: str) -> None:
    changed = registry.push("setup", TAG, "changed")
    try:
        assert changed != published
        assert "no signatures found" in refused(registry)
        # Nor does it help to hang the signature, and the SBOM, of the one before on it.
        before, after = (digest.replace(":", "-") for digest in (published, changed))
        for kind in ("sig", "att"):
            registry.copy_tag("setup", f"{before}.{kind}", f"{after}.{kind}")
        assert "digest" in refused(registry)
    finally:
        registry.copy_tag("setup", published, TAG)
    assert registry.run("verify", "setup", tag=TAG).returncode == 0


def test_an_older_release_does_not_pass_as_a_newer_one(registry: Registry, published: str) -> None:
    registry.copy_tag("setup", TAG, "2.0.0")
    assert "incorrect annotation" in refused(registry, tag="2.0.0")


def test_a_part_does_not_pass_as_another(registry: Registry) -> None:
    digest = registry.push("setup", "mixed", "signed as the gateway")
    sign(registry, digest, "ours", image="gateway", release="mixed")
    assert "incorrect annotation" in refused(registry, tag="mixed")


def test_a_signed_image_without_its_sbom_is_refused(registry: Registry) -> None:
    digest = registry.push("setup", "bare", "signed by hand")
    sign(registry, digest, "ours", release="bare")
    assert "no matching attestations" in refused(registry, tag="bare")


def test_all_are_let_through_or_none(registry: Registry, published: str) -> None:
    registry.push("gateway", TAG, "unsigned too")
    assert refused(registry, "setup", "gateway") == "gateway: refused: no signatures found\n"


def test_an_sbom_of_another_image_is_not_published(registry: Registry, published: str) -> None:
    make_image(f"{registry.images}/setup:3.0.0", "newer than the SBOM")
    done = registry.run("publish", "setup", tag="3.0.0")
    assert done.returncode == 1
    assert "is not of this image: run make sbom first" in done.stderr
    assert not registry.has("setup", "3.0.0")
