"""All comparisons, one after the other."""

from bench import compare, echo, operations

chosen = compare.options(__doc__ or "")
echo.measure(chosen)
operations.measure(chosen)
