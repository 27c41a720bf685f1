"""The bare ping-pong: py-amqp and nothing else. `pong` answers; `ping COUNT` asks and prints what it took."""

import json
import os
import sys
import time
from urllib.parse import urlsplit

import amqp

QUEUE = "bench_ping"
_REPLIES = "amq.rabbitmq.reply-to"


def _channel() -> tuple[amqp.Connection, amqp.Channel]:
    address = urlsplit(os.environ["BENCH_AMQP_URI"])
    connection = amqp.Connection(f"{address.hostname}:{address.port}", address.username, address.password)
    connection.connect()
    return connection, connection.channel()


def pong() -> None:
    connection, channel = _channel()
    channel.queue_declare(QUEUE, auto_delete=True)

    def answer(message: amqp.Message) -> None:
        reply = amqp.Message(message.body, correlation_id=message.properties["correlation_id"])
        channel.basic_publish(reply, "", message.properties["reply_to"])
        channel.basic_ack(message.delivery_tag)

    channel.basic_consume(QUEUE, callback=answer)
    while True:
        connection.drain_events()


def ping(times: int) -> dict[str, float]:
    connection, channel = _channel()
    arrived: list[amqp.Message] = []
    channel.basic_consume(_REPLIES, no_ack=True, callback=arrived.append)
    began, used = time.perf_counter(), time.process_time()
    for number in range(times):
        question = amqp.Message(b'{"word":"hello"}', reply_to=_REPLIES, correlation_id=str(number))
        channel.basic_publish(question, "", QUEUE)
        while not arrived:
            connection.drain_events()
        arrived.clear()
    return taken(began, used, times)


def taken(began: float, used: float, times: int) -> dict[str, float]:
    """Milliseconds of one call, by the clock and of the processor."""
    return {
        "ms": 1000 * (time.perf_counter() - began) / times,
        "cpu_ms": 1000 * (time.process_time() - used) / times,
    }


if __name__ == "__main__":
    if sys.argv[1] == "pong":
        pong()
    print(json.dumps(ping(int(sys.argv[2]))))
