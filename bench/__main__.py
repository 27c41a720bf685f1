"""All comparisons, one after the other."""

from bench import compare, echo, operations, pages

compare.from_command_line(__doc__ or "", echo.measure, operations.measure, pages.measure)
