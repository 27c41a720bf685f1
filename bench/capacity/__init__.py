"""What the product takes for what people do with it: processor time, bytes on disk, bytes over the broker.

results           what was measured, as it is kept in bench/scale.json
processor_time    seconds of each process, and of the broker and the database
database_bytes    bytes of each table with its indexes, and of the log
message_bytes     bytes of an event as a subscriber gets it
running_product   the whole product, with a mailbox for what it sends
operations        what is done, and what each of it took
"""
