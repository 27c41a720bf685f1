"""How the list page and the access check grow with the practice: 100 to 100,000 clients, 1,000 colleagues.

python -m bench.visibility [LARGEST]
"""

from __future__ import annotations

from chassis.process.patching import patch

patch()

import statistics  # noqa: E402 (patching comes first)
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from contextlib import closing  # noqa: E402

import psycopg2  # noqa: E402

from bench import in_process  # noqa: E402
from contracts import access, accounts  # noqa: E402
from deploy.allinone.product import Product  # noqa: E402
from tests.builders import Mailbox, Person, a_colleague, a_practice, a_team, sign_in  # noqa: E402

SIZES = (100, 1_000, 10_000, 100_000)
COLLEAGUES = 1_000
ROUNDS = 40
#: What the colleague sees in the smallest practice, so that each page has as many rows as any other.
PAGE = 10

#: A client like the one that is there, `n` times; every tenth is Bob's, in one of three ways.
_CLIENTS = """
    INSERT INTO clients ({columns}) SELECT {columns} FROM (
        SELECT (jsonb_populate_record(NULL::clients, to_jsonb(c) || jsonb_build_object(
            'id', 'client_' || lpad(n::text, 8, '0') || right(c.practice_id, 18),
            'crn', right(c.practice_id, 8) || n, 'practice_code', NULL,
            'name', 'Client ' || n, 'name_sort', 'client ' || lpad(n::text, 8, '0'),
            'extract_local_part', 'b' || n || c.practice_id,
            'access_colleague_ids', CASE WHEN n %% 30 = 0 THEN ARRAY[%(bob)s] ELSE ARRAY[]::text[] END,
            'access_team_ids', CASE WHEN n %% 30 = 10 THEN ARRAY[%(team)s] ELSE ARRAY[]::text[] END,
            'account_manager_id', CASE WHEN n %% 30 = 20 THEN %(bob)s END))).*
        FROM clients c, generate_series(1, %(count)s) AS n WHERE c.id = %(client)s) AS made
"""
_WRITABLE = """
    SELECT string_agg(column_name, ', ') FROM information_schema.columns
    WHERE table_name = 'clients' AND is_generated = 'NEVER'
"""
_GRANTS = """
    INSERT INTO client_access (client_id, practice_id, everyone, account_manager_id, version)
    SELECT 'client_' || lpad(n::text, 8, '0') || right(%(practice)s, 18), %(practice)s, false,
        CASE WHEN n %% 30 = 20 THEN %(bob)s END, 2
    FROM generate_series(1, %(count)s) AS n;
    INSERT INTO client_colleagues (client_id, user_id, practice_id)
    SELECT 'client_' || lpad(n::text, 8, '0') || right(%(practice)s, 18), %(bob)s, %(practice)s
    FROM generate_series(30, %(count)s, 30) AS n;
    INSERT INTO client_teams (client_id, team_id, practice_id)
    SELECT 'client_' || lpad(n::text, 8, '0') || right(%(practice)s, 18), %(team)s, %(practice)s
    FROM generate_series(10, %(count)s, 30) AS n;
    INSERT INTO users (id, email, email_key, name, created_at)
    SELECT 'user_' || n || right(%(practice)s, 18), n || %(practice)s, n || %(practice)s, 'Somebody', now()
    FROM generate_series(1, %(colleagues)s) AS n;
    INSERT INTO memberships (account_id, user_id, role, permissions, status, owner, version, created_at)
    SELECT %(practice)s, 'user_' || n || right(%(practice)s, 18), 'standard', '{}', 'active', false, 1, now()
    FROM generate_series(1, %(colleagues)s) AS n;
    ANALYZE
"""
_MEMBERS = """
    INSERT INTO members SELECT (jsonb_populate_record(NULL::members, to_jsonb(m) || jsonb_build_object(
        'user_id', 'user_' || n || right(m.practice_id, 18)))).*
    FROM members m, generate_series(1, %(colleagues)s) AS n WHERE m.user_id = %(bob)s;
    ANALYZE
"""

Measured = dict[str, float]


def fill(product: Product, owner: Person, bob: Person, team: str, count: int) -> None:
    """Give the practice so many clients and colleagues, as the events would have left them."""
    client = owner.adds_client()["id"]
    environment = {
        "practice": owner.account_id, "bob": bob.user_id, "team": team, "client": client, "count": count,
        "colleagues": COLLEAGUES,
    }  # fmt: skip
    for service, statements in (("accounts", (_CLIENTS, _MEMBERS)), ("access", (_GRANTS,))):
        with closing(psycopg2.connect(product.owners_url(service))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(_WRITABLE)
                columns = cursor.fetchall()[0][0]
                for statement in statements:
                    for part in statement.split(";"):
                        cursor.execute(part.replace("{columns}", columns or ""), environment)


def measure(person: Person) -> Measured:
    """Milliseconds, medians: two pages of what a colleague sees, and access's check of a page's clients."""
    with person.acting():
        first = accounts.list_clients(person.rpc, limit=PAGE)
        ids = [client["id"] for client in first["items"]]
        more = {"cursor": first["next_cursor"]} if first["next_cursor"] else {}
        return {
            "list, first page": _median(lambda: accounts.list_clients(person.rpc, limit=PAGE)),
            "list, next page": _median(lambda: accounts.list_clients(person.rpc, limit=PAGE, **more)),
            "access check": _median(
                lambda: access.sees_clients(person.rpc, client_ids=ids, practice_id=person.account_id)
            ),
            "why one client": _median(
                lambda: access.list_people_with_access(person.rpc, client_id=ids[0], user_id=person.user_id)
            ),
        }


def _median(run: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1000


def show(found: dict[int, Measured]) -> None:
    """Milliseconds by size, and how many times the smallest practice's."""
    print(f"\n{'clients':<18}" + "".join(f"{size:>18,}" for size in found))
    smallest = found[min(found)]
    for name, least in smallest.items():
        cells = (f"{each[name]:.1f} ms  x{each[name] / least:.2f}" for each in found.values())
        print(f"{name:<18}" + "".join(f"{cell:>18}" for cell in cells), flush=True)


def main(largest: int) -> None:
    with in_process.running() as (product, rpc):
        mailbox = product.folder / "mailbox"
        found: dict[int, Measured] = {}
        for size in (each for each in SIZES if each <= largest):
            owner = a_practice(rpc)
            bob = a_colleague(owner, Mailbox(mailbox))
            fill(product, owner, bob, a_team(owner, bob), size)
            # A passport made before would have ended.
            found[size] = measure(sign_in(rpc, bob.email))
        show(found)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else max(SIZES))
