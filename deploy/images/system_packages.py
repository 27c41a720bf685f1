"""What an image has beside distributions of Python: the operating system, its packages, CPython."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from pathlib import Path

from cyclonedx.model.component import Component, ComponentType
from packageurl import PackageURL

#: Of a package that was built of a source of another name, or of another version.
_SOURCE = re.compile(r"(?P<name>\S+)(?: \((?P<version>.+)\))?")


def system_packages(unpacked: Path, python_version: str | None) -> Iterator[Component]:
    """Each as a component, by the files of an image that say so.

    CPython's version is given where it is no package of Debian.
    """
    lines = (unpacked / "usr/lib/os-release").read_text().splitlines()
    system = {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}
    yield Component(
        type=ComponentType.OPERATING_SYSTEM,
        bom_ref=f"{system['ID']}-{system['VERSION_ID']}",
        name=system["ID"],
        version=system["VERSION_ID"],
        description=system.get("PRETTY_NAME"),
    )
    for paragraph in (unpacked / "var/lib/dpkg/status").read_text().strip().split("\n\n"):
        package = message_from_string(paragraph)
        if package["Status"].endswith(" installed"):
            yield _debian_package(package, system)
    if python_version:
        yield Component(
            type=ComponentType.PLATFORM,
            bom_ref=f"cpython-{python_version}",
            name="python",
            version=python_version,
            purl=PackageURL("generic", name="python", version=python_version),
            cpe=f"cpe:2.3:a:python:python:{python_version}:*:*:*:*:*:*:*",
        )


def _debian_package(package: Message, system: dict[str, str]) -> Component:
    qualifiers = {"arch": package["Architecture"], "distro": f"{system['ID']}-{system['VERSION_ID']}"}
    # Debian tells of flaws by the source.
    if source := _SOURCE.fullmatch(package["Source"] or ""):
        version = source["version"]
        qualifiers["upstream"] = f"{source['name']}@{version}" if version else source["name"]
    purl = PackageURL("deb", system["ID"], package["Package"], package["Version"], qualifiers)
    return Component(
        type=ComponentType.LIBRARY,
        bom_ref=purl.to_string(),
        name=package["Package"],
        version=package["Version"],
        description=package["Description"].partition("\n")[0],
        purl=purl,
    )
