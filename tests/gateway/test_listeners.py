"""How many may listen to what happens, and for how long (docs/adr/0059)."""

from __future__ import annotations

import time

from gateway.web.live.listeners import Listener, Listeners


def added(listeners: Listeners, session_id: str) -> Listener:
    listener = listeners.add(session_id)
    assert listener is not None
    return listener


def test_of_one_session_the_oldest_gives_way() -> None:
    listeners = Listeners(most_of_session=2)
    first, second, third = (added(listeners, "a") for _ in range(3))
    other = added(listeners, "b")
    assert [bool(each.left) for each in (first, second, third, other)] == [False, True, True, True]
    listeners.remove("a", first)
    assert len(listeners) == 3


def test_there_is_an_end_to_how_many_and_room_again_when_one_has_gone() -> None:
    listeners = Listeners(most=2)
    first, _ = added(listeners, "a"), added(listeners, "b")
    assert listeners.is_full
    assert listeners.add("c") is None
    listeners.remove("a", first)
    assert added(listeners, "c").left


def test_none_listens_for_ever() -> None:
    listener = added(Listeners(longest=0.05), "a")
    assert 0 < listener.left <= 0.05
    time.sleep(0.06)
    assert listener.left == 0


def test_all_end_with_the_process() -> None:
    listeners = Listeners()
    both = [added(listeners, each) for each in "ab"]
    listeners.close()
    assert [each.left for each in both] == [0, 0]
    assert listeners.add("c") is None
