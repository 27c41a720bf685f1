"""How a closed set of states moves: one table, beside the states, that decisions and their tests read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

StateT = TypeVar("StateT", bound=StrEnum)


class NoTransition(Exception):
    """Something would go from a state to one that does not follow on it: a mistake of ours."""


class Transitions(Generic[StateT]):
    """What may follow on each state; every state is named. One that stays as it is while something else
    about it changes follows on itself.
    """

    def __init__(self, states: type[StateT], following: Mapping[StateT, Iterable[StateT]]) -> None:
        self.states = states
        self._following = {state: frozenset(following[state]) for state in states}

    def following(self, state: str) -> frozenset[StateT]:
        """What may follow on a state."""
        return self._following[self.states(state)]

    def before(self, state: StateT) -> tuple[StateT, ...]:
        """The states from which this one can come about."""
        return tuple(each for each in self.states if self.allow(each, state))

    def allow(self, state: str, to: StateT) -> bool:
        """Whether `to` may follow on `state`."""
        return to in self.following(state)

    def require(self, state: str, to: StateT) -> None:
        """Raises `NoTransition`; callers have refused what people can cause."""
        if not self.allow(state, to):
            raise NoTransition(f"{self.states.__name__}: {state} to {to}")

    @property
    def ends(self) -> tuple[StateT, ...]:
        """The states that nothing else follows on."""
        return tuple(each for each in self.states if not self._following[each] - {each})

    @property
    def open(self) -> tuple[StateT, ...]:
        """The states that something else may follow on."""
        return tuple(each for each in self.states if each not in self.ends)
