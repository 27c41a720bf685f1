"""An SBOM names all that is in an image, and says the same of the same image."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from cyclonedx import schema
from packageurl import PackageURL

from tests import containers
from tests.builders import unique
from tests.containers import docker
from tests.images.conftest import TAG
from tests.images.signing import make_image

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(schema.__file__).parent / "_res"
NAMED = unique("clientele-tests").lower()
#: Run in an image: what its own Python and its own dpkg say of themselves.
DISTRIBUTIONS = (
    "import importlib.metadata as m; print(*(f'{d.name} {d.version}' for d in m.distributions()), sep='\\n')"
)
PACKAGES = r"--showformat=${Package} ${Version} ${Architecture} ${source:Package}\n"


def write_sbom(folder: Path, name: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "deploy.images.sbom", name],
        cwd=ROOT,
        env={**os.environ, "TAG": TAG, "CLIENTELE_SBOMS": str(folder), **settings},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="module")
def engine() -> None:
    if missing := containers.docker_is_missing():
        pytest.skip(f"Docker is needed: {missing}")


@pytest.fixture(scope="module")
def image(engine: None) -> Iterator[str]:
    """The setup image, under a name that no other run of the tests gives to another one meanwhile."""
    building = [str(ROOT / "deploy" / "images" / "build"), "setup"]
    subprocess.run(building, env={**os.environ, "TAG": TAG}, capture_output=True, timeout=600, check=True)
    docker("tag", f"clientele/setup:{TAG}", f"{NAMED}/setup:{TAG}")
    yield f"{NAMED}/setup:{TAG}"
    docker("image", "rm", f"{NAMED}/setup:{TAG}")


@pytest.fixture(scope="module")
def sbom(image: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of the setup image's."""
    folder = tmp_path_factory.mktemp("sboms")
    done = write_sbom(folder, "setup", CLIENTELE_IMAGES=NAMED, PYTHONHASHSEED="1")
    assert done.returncode == 0, done.stderr
    return (folder / "setup.cdx.json").read_text()


@pytest.fixture(scope="module")
def bom(sbom: str) -> dict[str, Any]:
    return dict(json.loads(sbom))


def cyclonedx_schema() -> jsonschema_rs.Draft7Validator:
    """CycloneDX's own, by another validator than the one that holds each SBOM against it."""
    shipped = {file.name: json.loads(file.read_text()) for file in SCHEMAS.glob("*.json")}
    others = [(f"http://cyclonedx.org/schema/{name}", each) for name, each in shipped.items()]
    return jsonschema_rs.Draft7Validator(
        shipped["bom-1.6.SNAPSHOT.schema.json"],
        registry=jsonschema_rs.Registry(others),
        validate_formats=True,
    )


def purls(bom: dict[str, Any], kind: str) -> list[PackageURL]:
    """Of every component of a kind."""
    found = (PackageURL.from_string(each["purl"]) for each in bom["components"] if "purl" in each)
    return [purl for purl in found if purl.type == kind]


def in_image(image: str, *command: str) -> list[list[str]]:
    """The words of each line that a command prints in the image."""
    printed = docker("run", "--rm", "--network=none", image, *command).stdout
    return [line.split() for line in printed.splitlines()]


def test_every_distribution_is_named(image: str, bom: dict[str, Any]) -> None:
    there = {
        (re.sub(r"[-_.]+", "-", name).lower(), version)
        for name, version in in_image(image, "/opt/venv/bin/python", "-c", DISTRIBUTIONS)
    }
    assert len(there) > 20
    named = {(re.sub(r"[-_.]+", "-", purl.name), purl.version) for purl in purls(bom, "pypi")}
    assert named >= there


def test_each_has_the_hashes_of_its_requirement(bom: dict[str, Any]) -> None:
    text = (ROOT / "requirements" / "service.txt").read_text()
    lacking = dict(re.findall(r"^([a-z0-9-]+)==\S+.*\n((?: +--hash=.*\n)+)", text, re.M))
    for component in bom["components"]:
        name = re.sub(r"[-_.]+", "-", component["name"]).lower()
        if not component.get("purl", "").startswith("pkg:pypi/") or name not in lacking:
            continue
        given = {
            value["content"]
            for reference in component["externalReferences"]
            if reference["type"] == "distribution"
            for value in reference.get("hashes", ())
        }
        assert given == set(re.findall("sha256:([0-9a-f]+)", lacking.pop(name)))
    # What is left is for other machines or older Pythons.
    for name in lacking:
        assert re.search(rf"^{name}==\S+ ; ", text, re.M), name


def test_every_package_of_debian_is_named_by_its_source_too(image: str, bom: dict[str, Any]) -> None:
    there = {tuple(words) for words in in_image(image, "dpkg-query", "--show", PACKAGES)}
    assert len(there) > 50
    assert {
        (
            purl.name,
            purl.version,
            purl.qualifiers["arch"],
            purl.qualifiers.get("upstream", purl.name).partition("@")[0],
        )
        for purl in purls(bom, "deb")
    } == there
    assert {purl.qualifiers["distro"] for purl in purls(bom, "deb")} == {"debian-13"}


def test_it_is_of_this_image(image: str, bom: dict[str, Any]) -> None:
    described = json.loads(docker("image", "inspect", image).stdout)[0]
    component = bom["metadata"]["component"]
    assert f"sha256:{component['hashes'][0]['content']}" == described["Id"]
    assert component["version"] == (ROOT / "gateway" / "VERSION").read_text().strip()
    assert bom["metadata"]["timestamp"][:19] == described["Created"][:19]
    [contents] = [each for each in bom["dependencies"] if each["ref"] == component["bom-ref"]]
    assert sorted(contents["dependsOn"]) == sorted(each["bom-ref"] for each in bom["components"])


def test_it_is_valid_and_the_same_each_time(sbom: str, tmp_path: Path) -> None:
    assert [str(error) for error in cyclonedx_schema().iter_errors(json.loads(sbom))] == []
    again = write_sbom(tmp_path, "setup", CLIENTELE_IMAGES=NAMED, PYTHONHASHSEED="2", TZ="Asia/Tokyo")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "setup.cdx.json").read_text() == sbom


def test_what_is_none_of_debians_is_named_too(engine: None, tmp_path: Path) -> None:
    """A Python that the image's maker built, and a distribution that no requirement of ours names."""
    made = make_image(f"{NAMED}/setup:small")
    try:
        done = write_sbom(tmp_path, "setup", CLIENTELE_IMAGES=NAMED, TAG="small")
    finally:
        docker("image", "rm", made)
    assert done.returncode == 0, done.stderr
    components = json.loads((tmp_path / "setup.cdx.json").read_text())["components"]
    assert {(each["name"], each["version"], each.get("purl")) for each in components} == {
        ("debian", "13", None),
        ("libc6", "2.41-12", "pkg:deb/debian/libc6@2.41-12?arch=amd64&distro=debian-13&upstream=glibc"),
        ("alien", "7", "pkg:pypi/alien@7"),
        ("python", "3.13.5", "pkg:generic/python@3.13.5"),
    }


def test_an_image_that_is_not_there_is_one_line(engine: None, tmp_path: Path) -> None:
    done = write_sbom(tmp_path, "setup", TAG="never-built")
    assert done.returncode == 1
    assert "No such image: clientele/setup:never-built" in done.stderr
    assert done.stderr.count("\n") == 1
