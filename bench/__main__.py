"""All comparisons, one after the other."""

from bench import compare, echo, operations, pages

chosen = compare.options(__doc__ or "")
echo.measure(chosen)
operations.measure(chosen)
pages.measure(chosen)
