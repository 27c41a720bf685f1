"""The interface's words never reach a page: each refusal has a sentence for people."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from contracts import accounts
from contracts.access.states import ADDER_ROLES, ADMIN_ROLES
from contracts.errors import InvalidInput, Refusal, RoleRequired
from gateway.web.kit.refusal_words import said, title

#: Names with underscores, paths, headers and what only programs know.
OF_THE_INTERFACE = re.compile(r"\b[a-z]+_[a-z_]+\b|/v1/|Idempotency|JSON|\bnull\b|`|\bHTTP\b")
#: What the refusals are filled with, where it matters.
FILLED: dict[str, Any] = {"role": ADDER_ROLES, "retry_after": 3, "count": 2, "plan": "advanced"}


def every() -> list[type[Refusal]]:
    return [kind for kind in Refusal.catalogue.values() if kind is not InvalidInput]


@pytest.mark.parametrize("kind", every(), ids=lambda kind: kind.code)
def test_a_page_says_what_is_refused_in_words_for_people(kind: type[Refusal]) -> None:
    names = [name for _, name, *_ in Formatter().parse(kind.template) if name]
    sentence = said(kind(**{name: FILLED.get(name, "Acme") for name in names}))
    assert OF_THE_INTERFACE.search(sentence) is None, sentence
    assert OF_THE_INTERFACE.search(title(kind)) is None, title(kind)


def test_roles_and_plans_have_the_names_that_people_use() -> None:
    assert said(RoleRequired(role=ADMIN_ROLES)).startswith(
        "This needs the role practice admin or client admin."
    )
    assert "Advanced plan" in said(accounts.PlanRequired(plan="advanced"))


def test_what_people_wrote_stays_as_it_is() -> None:
    """Also where it is a word that the interface has too."""
    for name in ("advanced", "practice_admin or client_admin", "Acme, Ltd"):
        assert said(accounts.ClientArchived(name=name)).startswith(f"{name} is archived")
