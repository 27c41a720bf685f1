"""The TypeScript types are those of the OpenAPI document, and do not compile with what the API refuses."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sdk import generate
from tests.sdk.npm import by_npm

TYPESCRIPT = generate.ROOT / "sdk" / "typescript"
pytestmark = pytest.mark.contracts


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(generate.DOCUMENT.read_text())
    return found


def block(head: str, indent: int) -> str:
    """What stands in one of the file's braces."""
    begin, end = f"\n{' ' * indent}{head} {{\n", f"\n{' ' * indent}}}"
    text = (TYPESCRIPT / "api.ts").read_text()
    return text.partition(begin)[2].partition(end)[0]


def names(text: str, indent: int) -> set[str]:
    return set(re.findall(rf'^ {{{indent}}}(?!/\*)(?:readonly )?"?([^\s"?:*}}][^"?:]*)"?\??:', text, re.M))


def test_each_operation_schema_and_field_is_there(document: dict[str, Any]) -> None:
    operations = {each["operationId"] for methods in document["paths"].values() for each in methods.values()}
    assert names(block("export interface operations", 0), 4) == operations
    assert names(block("export interface paths", 0), 4) == set(document["paths"])
    schemas = document["components"]["schemas"]
    assert names(block("schemas:", 4), 8) == set(schemas)
    for name, schema in schemas.items():
        if "properties" in schema:
            assert names(block(f"{name}:", 8), 12) == set(schema["properties"]), name


def test_the_committed_file_is_what_the_generator_makes(typescript: Path) -> None:
    made = typescript / "made.ts"
    script = json.loads((TYPESCRIPT / "package.json").read_text())["scripts"]["generate"]
    program, _document, *options, _committed = script.split()
    by_npm(typescript, program, str(generate.DOCUMENT), *options, str(made))
    assert made.read_text() == (TYPESCRIPT / "api.ts").read_text(), "Run make typescript"
    made.unlink()


def test_the_readme_compiles_and_a_wrong_value_does_not(typescript: Path) -> None:
    (program,) = re.findall(r"```ts\n(.*?)```", (TYPESCRIPT / "README.md").read_text(), re.S)
    (typescript / "right.ts").write_text(program)
    (typescript / "wrong.ts").write_text(program.replace('status: "active"', 'status: "sleeping"'))
    ran = subprocess.run(
        [str(typescript / "node_modules" / ".bin" / "tsc"), "-p", "."],
        cwd=typescript,
        capture_output=True,
        text=True,
        timeout=180,
    )
    (complaint,) = [line for line in ran.stdout.splitlines() if not line.startswith(" ")]
    assert complaint.startswith("wrong.ts(")
    assert '"sleeping"' in complaint
    (typescript / "wrong.ts").unlink()
