"""Which packages an image has, as a file: `python -m deploy.images.sbom NAME …` (docs/adr/0079)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from deploy.images.built_images import BuiltImage, NoImage, find_image, unpack_package_lists
from deploy.images.system_packages import system_packages

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / (os.environ.get("CLIENTELE_SBOMS") or "dist/sbom")
#: Where an image's packages are required, if not in the folder of its part.
_REQUIREMENTS = {
    "gateway": "gateway/requirements.txt",
    "setup": "requirements/service.txt",
    "mailbox": "deploy/images/mailbox/requirements.txt",
    "cluster": None,
}
_SCHEMA = SchemaVersion.V1_6


def describe(image: BuiltImage) -> str:
    """An image as CycloneDX 1.6 in JSON: the same image gives the same text."""
    with tempfile.TemporaryDirectory() as unpacked:
        unpack_package_lists(image, Path(unpacked))
        bom = _python_packages(image, Path(unpacked))
        _add_hashes(bom, _required(image.name))
        bom.components.update(system_packages(Path(unpacked), image.python_version))
    contents = list(bom.components)
    bom.metadata.component = Component(
        type=ComponentType.CONTAINER,
        bom_ref=image.id,
        name=f"clientele/{image.name}",
        version=image.release,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=image.id.removeprefix("sha256:"))],
    )
    bom.register_dependency(bom.metadata.component, contents)
    bom.serial_number = uuid.UUID(int=0)
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_OID, _text(bom))
    text = _text(bom)
    if error := JsonStrictValidator(_SCHEMA).validate_str(text):
        raise AssertionError(f"{image.reference}: no valid CycloneDX: {error}")
    return text


def _python_packages(image: BuiltImage, unpacked: Path) -> Bom:
    """Distributions of every Python of the image but Debian's own, whose packages dpkg knows."""
    folders = sorted(str(folder) for folder in unpacked.rglob("site-packages"))
    # The tool asks an interpreter where packages are: with -S, one names these folders and none of its own.
    made_at = str(int(image.created.timestamp()))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders), "SOURCE_DATE_EPOCH": made_at}
    return _cyclonedx("environment", "-S", sys.executable, environment=environment)


def _required(name: str) -> Bom:
    file = _REQUIREMENTS.get(name, f"services/{name}/requirements.txt")
    return _cyclonedx("requirements", str(ROOT / file)) if file else Bom()


def _cyclonedx(*arguments: str, environment: dict[str, str] | None = None) -> Bom:
    """What cyclonedx-py makes, which runs without the environment that it hands on."""
    # The whole is held against the schema, so its parts need not be, which takes seconds.
    options = ("--output-reproducible", "--no-validate")
    made = subprocess.run(
        [sys.executable, "-I", "-m", "cyclonedx_py", arguments[0], *options, *arguments[1:]],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise AssertionError(f"cyclonedx-py {' '.join(arguments)}: {made.stderr}")
    bom: Bom = Bom.from_json(json.loads(made.stdout))  # type: ignore[attr-defined]  # a decorator gives it
    return bom


def _add_hashes(bom: Bom, required: Bom) -> None:
    """To each distribution, the files that its requirement lets in: one of them was installed."""
    allowed = {_pin(component): component.external_references for component in required.components}
    for component in bom.components:
        component.external_references.update(allowed.get(_pin(component), ()))


def _pin(component: Component) -> tuple[str, str | None]:
    return canonicalize_name(component.name), component.version


def _text(bom: Bom) -> str:
    return make_outputter(bom, OutputFormat.JSON, _SCHEMA).output_as_string(indent=2) + "\n"


def main(names: list[str]) -> int:
    """Write what each image has. Exit code 1 where there is no such image."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names:
        try:
            image = find_image(name)
        except NoImage as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
        file = FOLDER / f"{name}.cdx.json"
        file.write_text(describe(image))
        print(f"{file}: {image.reference}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
