"""How tests hash passwords where they do so often; `tests/integration/test_journey.py` has the real cost."""

from argon2 import PasswordHasher

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
