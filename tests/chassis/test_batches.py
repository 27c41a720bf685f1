"""Which messages share a transaction, and when one begins."""

from __future__ import annotations

import time

import eventlet

from chassis.messaging.batches import BUSY_PACE, PACE, SIZE, Batches, Slots
from chassis.messaging.pace import MUCH


class Work:
    """Notes the batches it is given; each is at work until it is ended."""

    def __init__(self, slots: int = 4) -> None:
        self.begun: list[list[int]] = []
        self.slots = Slots(slots)
        self.batches: Batches[int] = Batches(self.slots, self.begun.append)


def test_a_message_that_comes_alone_is_taken_in_at_once() -> None:
    work = Work()
    work.batches.add(1)
    assert work.begun == [[1]]


def test_what_comes_while_a_batch_is_at_work_shares_the_next() -> None:
    work = Work()
    for number in range(1, 6):
        work.batches.add(number)
    assert work.begun == [[1]]
    work.batches.done()
    eventlet.sleep(2 * PACE)
    assert work.begun == [[1], [2, 3, 4, 5]]


def test_batches_do_not_begin_faster_than_their_pace() -> None:
    work, began = Work(), time.monotonic()
    for number in range(20):
        work.batches.add(number)
        work.batches.done() if len(work.begun) == 1 and number == 0 else None
    assert work.begun == [[0]]
    eventlet.sleep(2 * PACE)
    assert work.begun == [[0], list(range(1, 20))]
    assert time.monotonic() - began >= PACE


def test_a_batch_has_a_largest_size_and_keeps_the_order() -> None:
    work = Work()
    for number in range(2 * SIZE + 1):
        work.batches.add(number)
    while sum(map(len, work.begun)) < 2 * SIZE + 1:
        work.batches.done()
        eventlet.sleep(2 * PACE)
    assert [len(batch) for batch in work.begun] == [1, SIZE, SIZE]
    assert [number for batch in work.begun for number in batch] == list(range(2 * SIZE + 1))


def test_while_much_comes_batches_begin_seldomer_so_that_more_share_one() -> None:
    work = Work()
    for number in range(MUCH):
        work.batches.add(number)
    while sum(map(len, work.begun)) < MUCH:
        work.batches.done()
        eventlet.sleep(BUSY_PACE + PACE)
    work.batches.done()
    work.batches.add(MUCH)
    work.batches.done()
    work.batches.add(MUCH + 1)
    eventlet.sleep(1.5 * PACE)
    assert work.begun[-1] == [MUCH]
    work.batches.add(MUCH + 2)
    eventlet.sleep(BUSY_PACE)
    assert work.begun[-1] == [MUCH + 1, MUCH + 2]


def test_a_batch_that_hangs_is_overtaken() -> None:
    work = Work()
    work.batches.add(1)
    work.batches.add(2)
    eventlet.sleep(0.5)
    assert work.begun == [[1]]
    eventlet.sleep(0.7)
    assert work.begun == [[1], [2]]


def test_a_process_that_ends_begins_no_further_batch() -> None:
    work = Work()
    work.batches.add(1)
    work.batches.add(2)
    work.slots.close()
    work.batches.done()
    eventlet.sleep(2 * PACE)
    assert work.begun == [[1]]


def test_queues_share_what_a_process_can_do_at_a_time() -> None:
    work = Work(slots=1)
    others: list[list[int]] = []
    other: Batches[int] = Batches(work.slots, others.append)
    work.batches.add(1)
    other.add(2)
    assert others == []
    work.batches.done()
    assert others == [[2]]
