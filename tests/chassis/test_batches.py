"""Which messages share a transaction, and when one begins."""

from __future__ import annotations

import time

import eventlet

from chassis.messaging.batches import BUSY_PACE, PACE, SIZE, Batches, Slots
from chassis.messaging.pace import MUCH


class Recorder:
    """Notes the batches it is given; each is at work until it is ended."""

    def __init__(self, slots: int = 4) -> None:
        self.begun: list[list[int]] = []
        self.slots = Slots(slots)
        self.batches: Batches[int] = Batches(self.slots, self.begun.append)


def test_a_message_that_comes_alone_is_taken_in_at_once() -> None:
    recorder = Recorder()
    recorder.batches.add(1)
    assert recorder.begun == [[1]]


def test_what_comes_while_a_batch_is_at_work_shares_the_next() -> None:
    recorder = Recorder()
    for number in range(1, 6):
        recorder.batches.add(number)
    assert recorder.begun == [[1]]
    recorder.batches.done()
    eventlet.sleep(2 * PACE)
    assert recorder.begun == [[1], [2, 3, 4, 5]]


def test_batches_do_not_begin_faster_than_their_pace() -> None:
    recorder, began = Recorder(), time.monotonic()
    for number in range(20):
        recorder.batches.add(number)
        recorder.batches.done() if len(recorder.begun) == 1 and number == 0 else None
    assert recorder.begun == [[0]]
    eventlet.sleep(2 * PACE)
    assert recorder.begun == [[0], list(range(1, 20))]
    assert time.monotonic() - began >= PACE


def test_a_batch_has_a_largest_size_and_keeps_the_order() -> None:
    recorder = Recorder()
    for number in range(2 * SIZE + 1):
        recorder.batches.add(number)
    while sum(map(len, recorder.begun)) < 2 * SIZE + 1:
        recorder.batches.done()
        eventlet.sleep(2 * PACE)
    assert [len(batch) for batch in recorder.begun] == [1, SIZE, SIZE]
    assert [number for batch in recorder.begun for number in batch] == list(range(2 * SIZE + 1))


def test_while_much_comes_batches_begin_seldomer_so_that_more_share_one() -> None:
    recorder = Recorder()
    for number in range(MUCH):
        recorder.batches.add(number)
    while sum(map(len, recorder.begun)) < MUCH:
        recorder.batches.done()
        eventlet.sleep(BUSY_PACE + PACE)
    recorder.batches.done()
    recorder.batches.add(MUCH)
    recorder.batches.done()
    recorder.batches.add(MUCH + 1)
    eventlet.sleep(1.5 * PACE)
    assert recorder.begun[-1] == [MUCH]
    recorder.batches.add(MUCH + 2)
    eventlet.sleep(BUSY_PACE)
    assert recorder.begun[-1] == [MUCH + 1, MUCH + 2]


def test_a_batch_that_hangs_is_overtaken() -> None:
    recorder = Recorder()
    recorder.batches.add(1)
    recorder.batches.add(2)
    eventlet.sleep(0.5)
    assert recorder.begun == [[1]]
    eventlet.sleep(0.7)
    assert recorder.begun == [[1], [2]]


def test_a_process_that_ends_begins_no_further_batch() -> None:
    recorder = Recorder()
    recorder.batches.add(1)
    recorder.batches.add(2)
    recorder.slots.close()
    recorder.batches.done()
    eventlet.sleep(2 * PACE)
    assert recorder.begun == [[1]]


def test_queues_share_what_a_process_can_do_at_a_time() -> None:
    recorder = Recorder(slots=1)
    others: list[list[int]] = []
    other: Batches[int] = Batches(recorder.slots, others.append)
    recorder.batches.add(1)
    other.add(2)
    assert others == []
    recorder.batches.done()
    assert others == [[2]]
