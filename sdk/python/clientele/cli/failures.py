"""What goes wrong, as one line that names the field, and the code that the command ends with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
import httpx

from clientele.cli.output import printable
from clientele.problems import Problem

REFUSED, USAGE, UNREACHABLE, NOT_SIGNED_IN, INTERRUPTED = 1, 2, 3, 4, 130

EXIT_CODES = f"""\b
Ends with
  0    done
  {REFUSED}    refused, or not everything was done
  {USAGE}    the command makes no sense as it stands
  {UNREACHABLE}    the API cannot be reached
  {NOT_SIGNED_IN}    not signed in, or no longer
  {INTERRUPTED}  interrupted
"""


class Failed(click.ClickException):
    """Says one line on standard error."""

    exit_code: int  # type: ignore[misc]  # of each, where click has it of the class

    def __init__(self, message: str, exit_code: int = REFUSED) -> None:
        super().__init__(message)
        self.exit_code = exit_code

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"clientele: {printable(self.message)}", file=file, err=file is None)


@contextmanager
def failures_in_words() -> Iterator[None]:
    """Turns what the library raises into what a command ends with."""
    try:
        yield
    except Problem as problem:
        raise Failed(line(problem), NOT_SIGNED_IN if problem.status == 401 else REFUSED) from None
    except httpx.TransportError as error:
        reason = (
            "took too long to answer" if isinstance(error, httpx.TimeoutException) else "cannot be reached"
        )
        raise Failed(f"the API {reason} ({type(error).__name__}).", UNREACHABLE) from None


def line(problem: Problem) -> str:
    """The fields with what is wrong with each; else the detail; and the code, which does not change."""
    fields = [
        f"{each.get('pointer', '').strip('/').replace('/', '.') or 'request'}: {each.get('message', '')}"
        for each in problem.errors
    ]
    said = " ".join(fields) or problem.detail or f"the API answered {problem.status}."
    return f"{said} ({problem.code})"
