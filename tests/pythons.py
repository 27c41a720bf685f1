"""Runs the tiers that need no containers on the oldest and the newest Python, each in one: `make test-deep`.

    python -m tests.pythons [VERSION …]

The images `python:VERSION-slim` are pulled where they are not here, or made of Debian's packages where no
registry is in reach (`tests/python_from_debian`). One that cannot be had is said,
and is a failure with CI=true. Packages come from wherever this machine's pip has them from.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: What the product promises to run on, and what new machines have; and the release of Debian with each.
VERSIONS = {"3.11": "bookworm", "3.14": "forky"}
#: What the product prints is pasted into a shell, the Makefile is asked, and the walk of CONTRIBUTING is made
#: in a clone; images of Python have none of what that takes.
#: A release of Debian that is made right now may be older in the archive than its signature lasts.
_WITH_PROGRAMS = """FROM {image}
RUN apt-get -qq -o Acquire::Check-Valid-Until=false update \\
 && apt-get install -y -qq --no-install-recommends curl git jq make
"""
#: The user is not root, as PostgreSQL asks; the clone is read-only, and copied.
SCRIPT = """
set -e
mkdir /tmp/work && cd /source
tar --exclude=.venv --exclude=./data --exclude='.*_cache' --exclude=.hypothesis -cf - . | tar -x -C /tmp/work
cd /tmp/work
python -m venv .venv
.venv/bin/pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements/pip.txt
.venv/bin/pip install -qq --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
  -r requirements/test.txt
exec .venv/bin/python -m pytest -q -rsfE -m 'rules or service or contracts' -p no:cacheprovider "$@"
"""
ARGS = os.environ.get("PYTEST_ARGS", "").split()
#: Where pip's packages come from, as this process is told; nothing of it is written down.
_PASSED_ON = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "CI")


def main(versions: list[str]) -> int:
    """0 where the tests pass on each Python that can be had."""
    return max([run(version) for version in versions or VERSIONS], default=0)


def run(version: str) -> int:
    """The exit code of the tests on one Python."""
    image = f"python:{version}-slim"
    missing = cannot_be_had(version, image)
    if missing:
        sys.stderr.write(f"Python {version}: not tried, for {image} cannot be had: {missing}\n")
        return 1 if os.environ.get("CI") == "true" else 0
    sys.stderr.write(f"Python {version}, in {image}:\n")
    options = [f"--env={name}" for name in _PASSED_ON if name in os.environ]
    tried = _with_programs(version, image)
    command = ["docker", "run", "--rm", "--network=host", f"--volume={ROOT}:/source:ro", *options]
    command += ["--user=nobody", tried, "bash", "-c", SCRIPT, "tests", *ARGS]
    return subprocess.run(command, check=False).returncode


def _with_programs(version: str, image: str) -> str:
    tag = f"clientele-tests/python:{version}"
    subprocess.run(
        ["docker", "build", "--quiet", f"--tag={tag}", "-"],
        input=_WITH_PROGRAMS.format(image=image).encode(),
        stdout=subprocess.DEVNULL,
        check=True,
        env={**os.environ, "DOCKER_BUILDKIT": "0"},
    )
    return tag


def cannot_be_had(version: str, image: str) -> str:
    """Why not, in the last line of what the last try said; empty where it is here now."""
    why = "no way to make one"
    for command in (
        ["docker", "image", "inspect", image],
        ["docker", "pull", "--quiet", image],
        [str(ROOT / "tests/python_from_debian"), version, VERSIONS.get(version, "sid")],
    ):
        try:
            tried = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            why = type(error).__name__
        else:
            if tried.returncode == 0:
                return ""
            why = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
    return why


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
