"""The fields of clients: what is entered, how it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from marshmallow import ValidationError, missing

from contracts.accounts.states import ClientType, IncomeSourceType, Solution
from contracts.characters import without_ignorable
from contracts.fields import Choice, ListOf, Name, Part, Pattern, Text, coded, fields
from contracts.shapes import Labelled, RequestShape, schema_of


class Country(Pattern):
    """ISO 3166-1 alpha-2."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "[A-Z]{2}",
            "Use a country's two letters, like GB.",
            upper=True,
            label="a country",
            longest=2,
            **kwargs,
        )


class Currency(Pattern):
    """ISO 4217."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "[A-Z]{3}",
            "Use a currency's three letters, like GBP.",
            upper=True,
            label="a currency",
            longest=3,
            **kwargs,
        )


class Solutions(ListOf):
    """One or more of the catalogue (product.md 2.2)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Choice(Solution, "a solution"), longest=len(Solution), shortest=1, **kwargs)


class TypeOfClient(Choice):
    """Which type of client a form is for; documented as the only one of that form."""

    def __init__(self, only: str, **kwargs: Any) -> None:
        super().__init__(ClientType, "the type of client", **kwargs)
        self.metadata = {"enum": [only]}


class PracticeCode(Text):
    """The practice's own reference for a client (product.md 2.10)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("a practice code", longest=40, **kwargs)

    def clean(self, text: str) -> str:
        return without_ignorable(text)


class Industry(Pattern):
    """A UK SIC 2007 code (product.md 2.4)."""

    def __init__(self, **kwargs: Any) -> None:
        mend = "Use the five digits of a UK SIC 2007 code, like 62012."
        super().__init__("[0-9]{5}", mend, longest=5, **kwargs)


class ExtractEmail(Pattern):
    """An extract-by-email address, or the part of it before the @ (product.md 2.11)."""

    def __init__(self, **kwargs: Any) -> None:
        mend = "Use 3 to 48 letters, digits, hyphens and dots, like acme-widgets."
        form = r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*(@[A-Za-z0-9.-]+)?"
        super().__init__(form, mend, label="an address", longest=200, shortest=3, **kwargs)


@dataclass(frozen=True, kw_only=True, slots=True)
class IncomeSource(RequestShape):
    """Where a self-employed person's income is from (product.md 3.2)."""

    name: Annotated[str, Name("a name for this income source", longest=100)]
    type: Annotated[IncomeSourceType, Labelled("a type")]


class IncomeSources(ListOf):
    """One or more, each with a name of its own, whatever its case (product.md 3.2)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": coded("too_few", "Add at least one income source.")})
        super().__init__(
            Part(schema_of(IncomeSource, "request"), "an income source"), longest=50, shortest=1, **kwargs
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        sources: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        known: set[str] = set()
        repeated: dict[int, Any] = {}
        for place, source in enumerate(sources):
            name = source.name.casefold()
            if name in known:
                message = coded("repeated_name", "Another income source has this name. Choose another.")
                repeated[place] = {"name": [message]}
            known.add(name)
        if repeated:
            raise ValidationError(repeated)
        return sources


class ReadOnly(fields.Raw):
    """What the system assigns (product.md 2.9): naming it is refused, whatever is said of it."""

    def __init__(self, what: str) -> None:
        self._message = coded(
            "read_only", f"{what} is assigned by the system and never changes. Leave it out."
        )
        super().__init__(allow_none=True, metadata={"readOnly": True})

    def deserialize(self, value: Any, *_args: Any, **_more: Any) -> Any:
        if value is missing:
            return missing
        raise ValidationError(self._message)
