"""`python -m bench.plan.document`: simulates what was measured, and writes all tables into docs/scale.md.

They stand between `<!-- numbers: NAME -->` and `<!-- end -->`; all else of the document is left as it is.
"""

from __future__ import annotations

import re
from pathlib import Path

from bench.capacity import results
from bench.capacity.results import Results
from bench.plan import measured_tables, planned_tables, simulated_tables
from bench.simulation import runs
from bench.simulation.runs import Runs

FILE = Path(__file__).parents[2] / "docs" / "scale.md"
_PLACE = re.compile(r"(<!-- numbers: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_MEASURED = {
    "machine": measured_tables.machine,
    "capacity": measured_tables.capacity,
    "processes": measured_tables.processes,
    "stored": measured_tables.stored,
    "event": measured_tables.event,
    "workload": planned_tables.workload,
    "practice": planned_tables.practice,
    "limits": planned_tables.what_is_full,
    "powers": planned_tables.powers,
    "cell": planned_tables.cell,
    "cost": planned_tables.cost,
    "directory": planned_tables.directory,
}
_SIMULATED = {
    "loads": simulated_tables.loads,
    "failovers": simulated_tables.failovers,
    "hot": simulated_tables.hot,
}


#: Of all tables that the document has.
NAMES = (*_MEASURED, *_SIMULATED)


def filled(text: str, measured: Results, simulated: Runs) -> str:
    """The document with the numbers of these. Raises KeyError for a place that nothing is known for."""

    def fill(place: re.Match[str]) -> str:
        begin, name, end = place.groups()
        made = _MEASURED[name](measured) if name in _MEASURED else _SIMULATED[name](simulated)
        return f"{begin}{made}\n{end}"

    return _PLACE.sub(fill, text)


def places(text: str) -> list[str]:
    """The names of the tables that have a place in it."""
    return [name for _, name, _ in _PLACE.findall(text)]


def main() -> None:
    measured = results.read()
    simulated = runs.all_of(measured, runs.digest())
    runs.save(simulated)
    FILE.write_text(filled(FILE.read_text(), measured, simulated))


if __name__ == "__main__":
    main()
