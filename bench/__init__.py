"""Comparisons of Clientele with stock Nameko and with FastAPI, on this machine, in one run.

echo, operations                 HTTP to RPC and back; read a client, list fifty, create one
ping, events, memory             one bare call; how fast events are; resident memory of the all-in-one
http_server                      our HTTP server beside the plain one
frames, prepared                 messaging and reads without what makes them fast
look_ups, process_memory         a process without what keeps it going
lists, visibility                how lists and access checks grow with what there is
imports, pages, unusable_links   rows of a file; pages beside JSON; links that cannot be used
hanging_receivers                webhooks beside endpoints that hang
intake, mailbox                  mail with a file, beside Postfix with a mailbox
scale, capacity                  what each operation takes of each process, and what is kept of it on disk
saturation, open_load            what rises as more and more comes, and what saturates first
cpu_quota                        a part of a core for a process, for that
start_up                         how long each process takes to be there
plan, simulation                 what follows from it for a million practices: docs/scale.md
ours, peers                      what is compared
subject                          the requests to each system
compare                          rounds of several systems in turn, and their table
load, processes                  a load, and the servers it is put on
in_process                       the whole product in one process, for those above that need it
containers, databases            the broker and the databases of a run
server_time                      how much of the processors they take
"""
