"""Events and commands: written with the data they follow from, published by a relay, taken in once.

entrypoint             `@handles`
subscriber             a method with `@handles`, as the inbox knows it
inbox                  takes messages in from the service's queues
ordered_queue          `@takes_in_order`: events of many kinds in the order of their commits
pace                   how long it is from one batch to the next
batches                what waits in one queue goes together
exactly_once           runs a handler for messages, each once in effect
relay                  publishes what stands in the outbox
outbox_notifier        wakes the relay after a commit
housekeeping           forgets what these tables need no more
payload_encryption     the part of a command that only its receiver may read
catching_up            waits until messages have been taken in
broker                 connections to RabbitMQ
confirmed_publisher    publishes and waits for the broker's confirmation
deliveries             a message as it arrives
dead_letter_publisher  keeps what cannot be taken in
amqp_decoding          headers that py-amqp cannot decode
frame_buffer           several frames in one write
memory_broker          stands in for RabbitMQ inside one process
"""
