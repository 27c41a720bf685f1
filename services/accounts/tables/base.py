"""What every table of accounts is made from."""

from __future__ import annotations

import datetime

from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import DateTime, Text


class Base(DeclarativeBase):
    type_annotation_map = {
        datetime.datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        dict[str, object]: JSONB,
        str: Text,
    }
