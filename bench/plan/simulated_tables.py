"""What the simulation saw, beside the formulae, as tables of docs/scale.md."""

from __future__ import annotations

from bench.plan import markdown
from bench.simulation.runs import Runs


def loads(runs: Runs) -> str:
    """How long things take in a cell at several loads."""
    rows = [
        [
            f"{markdown.percent(each.load)} of {each.fullest}",
            markdown.milliseconds(each.simulated_ms),
            markdown.milliseconds(each.simulated_p99_ms),
            markdown.milliseconds(each.mmc_ms),
            f"{each.simulated_ms / each.mmc_ms:.2f}",
            markdown.milliseconds(each.mix_ms),
            f"{each.simulated_ms / each.mix_ms:.2f}",
        ]
        for each in runs.loads
    ]
    head = ["load", "simulated ms", "p99", "M/M/c ms", "simulated / M/M/c"]
    return markdown.table([*head, "with the mix ms", "simulated / with the mix"], rows)


def failovers(runs: Runs) -> str:
    """What the failure of a cell does to those that take its practices over."""
    rows = [
        [
            markdown.percent(each.load),
            str(each.takers),
            markdown.percent(each.expected),
            markdown.percent(each.load_after),
            f"{each.refused:,}",
            f"{markdown.milliseconds(each.p99_ms_before)} → {markdown.milliseconds(each.p99_ms_worst)}",
            _seconds(each.calm_after),
            _seconds(each.expected_calm),
        ]
        for each in runs.failovers
    ]
    head = ["load before", "cells that take over", "load after: formula", "simulated", "refusals"]
    return markdown.table([*head, "p99 ms, at the worst", "calm after s", "formula"], rows)


def hot(runs: Runs) -> str:
    """What the others of a cell notice of one practice."""
    rows = [
        [
            markdown.rounded(each.asks),
            "none" if each.limit is None else markdown.rounded(each.limit),
            markdown.percent(each.load),
            markdown.milliseconds(each.mean_ms),
            markdown.milliseconds(each.p99_ms),
            f"{each.refused:,}",
        ]
        for each in runs.hot
    ]
    head = ["it asks a second", "let through a second", "load of the fullest part"]
    return markdown.table([*head, "others: mean ms", "p99", "it is refused"], rows)


def _seconds(found: float | None) -> str:
    return "never" if found is None else f"{found:.0f}"
