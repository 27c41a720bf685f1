"""What every table of connections is made from."""

from __future__ import annotations

import datetime

from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import DateTime, Text

Moment = datetime.datetime


class Base(DeclarativeBase):
    type_annotation_map = {Moment: DateTime(timezone=True), list[str]: ARRAY(Text), str: Text}
