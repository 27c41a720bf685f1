"""Countries and currencies as somebody gives them: those that there are."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.errors import FieldError, InvalidInput
from services.accounts import reference_data


def require_known(places: Mapping[str, object]) -> None:
    """`places` are values by the path they were given at, such as `defaults/country`.

    Raises `InvalidInput` for a country or currency that is none.
    """
    errors: list[FieldError] = []
    for key, known, label, example in (
        ("country", reference_data.countries(), "country", "GB"),
        ("base_currency", reference_data.currencies(), "currency", "GBP"),
    ):
        for name in (key, f"defaults/{key}"):
            if name in places and places[name] not in known:
                message = f"There is no {label} {places[name]}. Use its ISO code, like {example}."
                errors.append({"pointer": f"/{name}", "code": f"unknown_{label}", "message": message})
    if errors:
        raise InvalidInput(errors)
