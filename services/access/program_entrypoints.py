"""What access answers about programs of practices."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Data, rpc
from chassis.rpc.request import Request
from contracts import access
from contracts.messages import NoArguments
from services.access.programs import issued_tokens, managed_programs


class Programs:
    """Entrypoints only, of `service.Access`."""

    database: Database = Data()

    @rpc(access.LIST_PROGRAMS)
    def list_programs(self, request: Request[NoArguments]) -> access.Programs:
        return managed_programs.listed(self.database, request.caller)

    @rpc(access.GET_PROGRAM)
    def get_program(self, request: Request[access.OneProgram]) -> access.Program:
        return managed_programs.get(self.database, request.caller, request.data.program_id)

    @rpc(access.CREATE_PROGRAM)
    def create_program(self, request: Request[access.CreateProgram]) -> access.ProgramWithSecret:
        return managed_programs.create(self.database, request)

    @rpc(access.CHANGE_PROGRAM)
    def change_program(self, request: Request[access.ChangeProgram]) -> access.ProgramChanged:
        return managed_programs.change(self.database, request)

    @rpc(access.ROTATE_PROGRAM)
    def rotate_program(self, request: Request[access.RotateProgram]) -> access.ProgramWithSecret:
        return managed_programs.rotate(self.database, request)

    @rpc(access.END_PROGRAM)
    def end_program(self, request: Request[access.OneProgram]) -> access.SentMessages:
        return managed_programs.end(self.database, request)

    @rpc(access.ISSUE_TOKEN)
    def issue_token(self, request: Request[access.IssueToken]) -> access.IssuedToken:
        return issued_tokens.issue(self.database, request)
