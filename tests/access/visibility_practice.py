"""The real practice beside the plain model of who sees which client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.access import GivenResponsibility
from deploy.allinone.product import Product
from tests.builders import Person, caught_up


@dataclass
class Practice:
    """The practice that all examples use, put back before each."""

    owner: Person
    people: list[Person]
    clients: list[str]
    product: Product
    #: Their ids in the order of `visibility_model.RESPONSIBILITIES`.
    responsibilities: list[str]
    teams: dict[int, str] = field(default_factory=dict)

    def does(self, call: Callable[..., Any], **arguments: Any) -> Any:
        with self.owner.acting():
            return caught_up(self.owner, call(self.owner.rpc, **arguments))

    def responsible(self, wanted: Mapping[int, int]) -> list[GivenResponsibility]:
        """Who is to have which, as it is said to the product."""
        return [
            GivenResponsibility(
                responsibility_id=self.responsibilities[each], user_id=self.people[person].user_id
            )
            for each, person in wanted.items()
        ]
