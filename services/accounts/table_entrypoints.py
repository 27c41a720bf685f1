"""What accounts does about rows of imports that are typed, pasted or mended, and how far imports are."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Configured, Data, rpc
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts import accounts
from contracts.messages import NoArguments
from services.accounts.imports import import_progress, import_tables


class ImportTables:
    """Entrypoints only, of `service.Accounts`."""

    database: Database = Data()
    vault: Vault = Configured("vault")

    @rpc(accounts.BEGIN_TABLE)
    def begin_import_table(self, request: Request[NoArguments]) -> accounts.Import:
        return import_tables.begin(self.database, request)

    @rpc(accounts.WRITE_CELLS)
    def write_import_cells(self, request: Request[accounts.WriteCells]) -> accounts.Import:
        return import_tables.write(self.database, self.vault, request)

    @rpc(accounts.PASTE_ROWS)
    def paste_import_rows(self, request: Request[accounts.PasteRows]) -> accounts.Pasted:
        return import_tables.paste(self.database, self.vault, request)

    @rpc(accounts.REPLACE_CELLS)
    def replace_import_cells(self, request: Request[accounts.ReplaceCells]) -> accounts.Import:
        return import_tables.replace(self.database, self.vault, request)

    @rpc(accounts.IMPORT_PROGRESS)
    def import_progress(self, request: Request[accounts.FindImportProgress]) -> accounts.FoundImportProgress:
        return import_progress.find(self.database, request.data.import_ids)
