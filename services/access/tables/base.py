"""What every table of access is made from."""

from __future__ import annotations

import datetime

from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import DateTime, Text


class Base(DeclarativeBase):
    type_annotation_map = {datetime.datetime: DateTime(timezone=True), list[str]: ARRAY(Text), str: Text}
