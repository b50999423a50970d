"""The hand-written migration makes exactly the tables that the code declares."""

from storage.schema import differences
from tests.databases import HouseDb

TABLES = ("orders", "order_layouts", "order_uploads", "order_exports")


def test_tables_are_as_declared(house_db: HouseDb) -> None:
    with house_db.engine.connect() as conn:
        mine = [str(one) for one in differences(conn) if any(f"'{name}'" in str(one) for name in TABLES)]
    assert mine == []
