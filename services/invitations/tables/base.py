"""What every table of invitations is made from."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import DateTime, Text


class Base(DeclarativeBase):
    type_annotation_map = {datetime.datetime: DateTime(timezone=True), str: Text}
