"""Runs one Nameko service as `nameko run` does, with Nameko's defaults and the address of a broker."""

import os
import signal

import eventlet
from nameko.runners import ServiceRunner


def run_service(service: type, **settings: str) -> None:
    """Run `service` until SIGTERM."""
    runner = ServiceRunner({"AMQP_URI": os.environ["BENCH_AMQP_URI"], **settings})
    runner.add_service(service)
    signal.signal(signal.SIGTERM, lambda number, frame: eventlet.spawn_n(runner.stop))
    runner.start()
    runner.wait()
