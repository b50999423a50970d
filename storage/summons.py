"""Queries about summonses over the kernel's tables."""

from sqlalchemy import Connection, select

from handlers.summons.records import SOURCE
from storage.cases import cases


class Summons:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def is_there(self, external_no: str) -> bool:
        """Whether a community was summoned for a run of months: its number names both."""
        query = select(cases.c.id).where(cases.c.source == SOURCE, cases.c.external_no == external_no)
        return self._conn.execute(query).scalar() is not None
