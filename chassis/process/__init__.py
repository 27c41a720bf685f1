"""A process: how it starts, its settings, its jobs, how it is watched.

runner        runs a service, as a process or beside others
until_signal  runs a process until a signal, with its health and watchdog
stopping      the signals that end a process
settings      what the environment tells a process
health        the health server
parents       a process ends with the one that started it
child_environment  what one that it starts for people's files is told: no key
asyncio_health  the same, in a process that asyncio runs
watchdog      notices what stands still
jobs          `@every` and `@works_off`
due_jobs      which of a process' loops have something to do, by one query
patching      lets eventlet replace what blocks, first of all
waiting       waiting, time-outs and work side by side, for services too
threads       work that would block, in threads
dns           host names, resolved in threads
unreachable   what is outside and does not answer
memory        what start-up leaves behind is given back
"""
