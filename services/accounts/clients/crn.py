"""Client reference numbers (product.md 2.9): random, with a check character, saying nothing of the owner."""

from __future__ import annotations

import secrets

from stdnum import luhn

#: Without 0, 1, I, L, O and U: nothing to mix up when it is read aloud, and no words by accident.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9


def new() -> str:
    """A new number such as `K7QM4T2X9B`: nine random characters and a check character (Luhn mod 30)."""
    number = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{number}{luhn.calc_check_digit(number, ALPHABET)}"


def is_valid(number: str) -> bool:
    """Whether the check character fits."""
    return len(number) == LENGTH + 1 and bool(luhn.is_valid(number, ALPHABET))
