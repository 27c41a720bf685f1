"""All comparisons, one after the other."""

from bench import compare, echo, events, memory, operations, pages, ping

compare.from_command_line(
    __doc__ or "",
    echo.measure,
    ping.measure,
    operations.measure,
    pages.measure,
    events.measure,
    memory.measure,
)
