"""Faults against the promise of product.md 9.1: what was answered is kept, and everything happens once.

It is imported by `sitecustomize`, before anything else is, and so by itself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """In a module, this text, which is there once, becomes that one."""

    module: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with the code then, and the test that fails for it."""

    changes: tuple[Change, ...]
    noticed_by: str


_INBOX, _TAKING = "chassis.messaging.inbox", "chassis.messaging.exactly_once"
_RELAY, _JOBS = "chassis.messaging.relay", "chassis.database.leased_jobs"
_WORK, _KEYS = "chassis.database.transactions", "chassis.database.idempotency"

FAULTS: dict[str, Fault] = {
    "a message is acknowledged before it is taken in": Fault(
        (
            Change(
                _INBOX,
                "        for message in batch:\n            try:\n",
                "        for message in batch:\n            self._link.ack(message)\n            try:\n",
            ),
            Change(
                _INBOX, "if failure is None:\n            self._link.ack(message)\n", "if failure is None:\n"
            ),
        ),
        "tests/integration/test_taken_over.py::"
        "test_a_message_stays_the_broker_s_until_what_follows_from_it_is_kept",
    ),
    "what was taken in before is taken in again": Fault(
        (
            Change(
                "chassis.database.claims", "frozenset(row.message_id for row in rows)", "frozenset(self._ids)"
            ),
        ),
        "tests/chassis/test_exactly_once.py::"
        "test_what_was_taken_in_before_has_no_second_effect_whatever_comes_with_it",
    ),
    "the row of the inbox is kept without the effect": Fault(
        (Change("chassis.database.claims", "first=first)", 'first=first, last="COMMIT; BEGIN")'),),
        "tests/chassis/test_exactly_once.py::"
        "test_a_batch_that_is_killed_in_the_middle_leaves_nothing_and_comes_again",
    ),
    "what comes twice in a batch is done twice": Fault(
        (Change(_TAKING, "                left.remove(each.id)\n", ""),),
        "tests/chassis/test_exactly_once.py::test_what_comes_twice_in_one_batch_has_one_effect",
    ),
    "one bad message takes its batch with it": Fault(
        (Change(_TAKING, "if failures.is_out_of_reach(error):", "if error:"),),
        "tests/chassis/test_exactly_once.py::test_one_bad_message_among_fifty_harms_nothing_but_itself",
    ),
    "the relay marks what the broker did not confirm": Fault(
        (Change(_RELAY, "if identity in confirmed or (", "if True or ("),),
        "tests/integration/test_taken_over.py::"
        "test_what_the_broker_does_not_take_over_stays_in_the_outbox_and_in_its_order",
    ),
    "the relay sends the newest first": Fault(
        (Change(_RELAY, "ORDER BY seq LIMIT $1", "ORDER BY seq DESC LIMIT $1"),),
        "tests/integration/test_taken_over.py::"
        "test_what_the_broker_does_not_take_over_stays_in_the_outbox_and_in_its_order",
    ),
    "two relays are at work": Fault(
        (Change(_RELAY, "bool(cursor.fetchone()[0])", "True"),),
        "tests/integration/test_taken_over.py::test_of_two_relays_one_is_at_work",
    ),
    "work that failed is kept as far as it came": Fault(
        (
            Change(
                _WORK, 'run_all(connection, [], last="ROLLBACK")', 'run_all(connection, [], last="COMMIT")'
            ),
        ),
        "tests/chassis/test_unit_of_work.py::test_work_that_fails_leaves_nothing",
    ),
    "a write's key is not claimed": Fault(
        (Change(_WORK, 'f"; {write.claiming(connection)}" if write is not None else ""', '""'),),
        "tests/chassis/test_idempotency.py::"
        "test_a_write_is_done_once_and_its_repetition_is_known_by_the_first_statement",
    ),
    "a write's key is claimed for a moment only": Fault(
        (
            Change(
                _WORK,
                'f"; {write.claiming(connection)}" if write is not None else ""',
                'f"; {write.claiming(connection)}; ROLLBACK; BEGIN" if write is not None else ""',
            ),
        ),
        "tests/chassis/test_idempotency.py::test_who_comes_meanwhile_waits_for_the_first",
    ),
    "an older event overwrites what a newer one said": Fault(
        (
            Change(
                "chassis.database.upserts",
                "            where=_table(table).c[version] < statement.excluded[version],\n",
                "",
            ),
        ),
        "tests/chassis/test_upserts.py::test_the_newest_stands_in_whatever_order_they_come",
    ),
    "two workers take the same job": Fault(
        (
            Change(
                _JOBS,
                "self.due_at.key: func.now() + datetime.timedelta(seconds=self.lease)",
                "self.due_at.key: func.now()",
            ),
        ),
        "tests/chassis/test_leased_jobs.py::test_two_workers_take_two_jobs_and_neither_waits_for_the_other",
    ),
    "a worker that is late puts off a job that another has": Fault(
        (Change(_JOBS, "self.attempts == claimed.attempt, *conditions)", "*conditions)"),),
        "tests/chassis/test_leased_jobs.py::"
        "test_a_worker_that_is_late_does_not_take_the_job_from_who_has_it_now",
    ),
    "a message that fails is tried for ever": Fault(
        (Change(_INBOX, "attempt >= topology.ATTEMPTS", "attempt >= 1000"),),
        "tests/integration/test_failures.py::"
        "test_a_handler_that_always_fails_is_tried_six_times_then_set_aside_and_leaves_nothing",
    ),
    "a dead letter is thrown away": Fault(
        (
            Change(
                "chassis.messaging.dead_letter_publisher",
                'self._pass_on(message, "", topology.dead_queue(self.service), {**way(), **headers})',
                "way()",
            ),
        ),
        "tests/integration/test_failures.py::test_a_refusal_is_set_aside_at_once",
    ),
    "a batch of the feed is written down backwards": Fault(
        (
            Change(
                "chassis.messaging.ordered_queue",
                "        for each in events:\n            # What",
                "        for each in reversed(events):\n            # What",
            ),
        ),
        "tests/chassis/test_ordered_events.py::test_they_are_taken_in_together_in_their_order",
    ),
}
