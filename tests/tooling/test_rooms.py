"""The tree says what is where: packages name what is in them, modules are short."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("contracts", "chassis", "services", "gateway", "deploy", "bench")
LONGEST = 300
MEDIAN = 70
_LINE = re.compile(r"((?:[a-z_0-9]+, )*[a-z_0-9]+)  +\S.*")
PACKAGES = sorted(
    str(first.parent.relative_to(ROOT))
    for part in PARTS
    for first in (ROOT / part).rglob("__init__.py")
    if "migrations" not in first.parts
)


def modules() -> dict[str, int]:
    """The lines of each module that goes out, or is run by who works on it."""
    return {
        str(file.relative_to(ROOT)): len(file.read_text().splitlines())
        for part in PARTS
        for file in (ROOT / part).rglob("*.py")
    }


def named_in(package: str) -> list[str]:
    """The names in its table of contents."""
    text = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text())) or ""
    lines = (_LINE.fullmatch(line) for line in text.splitlines()[1:])
    return [name for line in lines if line for name in line[1].split(", ")]


def there_in(package: str) -> set[str]:
    """The modules and packages in it; folders of migrations belong to Alembic."""
    return {
        entry.stem
        for entry in (ROOT / package).iterdir()
        if (entry.suffix == ".py" and not entry.stem.startswith("__"))
        or (entry.name != "migrations" and entry.is_dir() and any(entry.glob("*.py")))
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_begins_with_a_table_of_contents(package: str) -> None:
    assert sorted(named_in(package)) == sorted(there_in(package))


def test_no_module_is_long() -> None:
    assert {name for name, lines in modules().items() if lines > LONGEST} == set()


def test_no_test_is_long() -> None:
    files = [file for part in ("tests", ".ci") for file in (ROOT / part).rglob("*.py")]
    assert [str(file) for file in files if len(file.read_text().splitlines()) > LONGEST] == []


def test_most_modules_fit_on_two_screens() -> None:
    found = median(modules().values())
    print(f"median of {len(modules())} modules: {found} lines")  # noqa: T201  a number to watch
    assert found <= MEDIAN
