"""docs/scale.md says what was measured and simulated, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bench.capacity import operations, results
from bench.plan import document
from bench.simulation import runs

MEASURED = results.read()
TEXT = document.FILE.read_text()


def test_its_numbers_are_those_of_the_last_run() -> None:
    """Else: python -m bench.plan.document."""
    assert document.filled(TEXT, MEASURED, runs.read()) == TEXT


def test_what_was_simulated_is_what_was_measured_last() -> None:
    assert runs.read().of == runs.digest()


def test_another_measurement_gives_other_numbers() -> None:
    read = MEASURED.operation(operations.READ)
    slower = {name: 2 * spent for name, spent in read.milliseconds.items()}
    other = replace(
        MEASURED, operations={**MEASURED.operations, operations.READ: replace(read, milliseconds=slower)}
    )
    was, would_be = TEXT.split("\n"), document.filled(TEXT, other, runs.read()).split("\n")
    assert len(was) == len(would_be)
    changed = [line for line, after in zip(was, would_be, strict=True) if line != after]
    assert any(line.startswith("| read |") for line in changed)
    assert any(line.startswith("| gateway |") for line in changed)


def test_each_table_has_its_place_once() -> None:
    assert sorted(document.places(TEXT)) == sorted(document.NAMES)


def test_a_measurement_is_read_as_it_was_written(tmp_path: Path) -> None:
    results.save(MEASURED, tmp_path / "scale.json")
    assert results.read(tmp_path / "scale.json") == MEASURED
