"""Reviews that are started."""

from __future__ import annotations

from sqlalchemy import Connection, select

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id
from chassis.rpc.request import Request
from contracts.access import AccessReview, AccessReviewScope, StartAccessReview
from contracts.access.states import MembershipStatus
from contracts.errors import InvalidInput
from services.access import permissions
from services.access.access_reviews import review_decision, review_rows, review_snapshot, review_views
from services.access.access_reviews.review_snapshot import Subject
from services.access.activity import audit_lines
from services.access.members import memberships, unknown_choices
from services.access.tables import Membership, Team, TeamMember


def start(database: Database, request: Request[StartAccessReview]) -> AccessReview:
    """Take down who reaches what, to be decided line by line. Raises `RoleRequired`, `InvalidInput`."""
    data, review_id = request.data, new_id("review")
    with database.unit_of_work(request) as uow:
        actor = permissions.admin(uow.connection, request.caller)
        review_decision.require_subject(data)
        memberships.lock_practice(uow, actor.account_id, shared=True)
        if data.reviewer_id is not None:
            _require_admin(uow, actor.account_id, data.reviewer_id)
        subject_name, whom = _whom(uow.connection, actor.account_id, data)
        review_rows.add(
            uow, id=review_id, practice_id=actor.account_id, scope=data.scope, team_id=data.team_id,
            user_id=data.user_id, subject_name=subject_name, reviewer_id=data.reviewer_id,
            started_by=actor.user_id,
        )  # fmt: skip
        review_snapshot.add(uow, actor.account_id, review_id, whom)
        after = {"review_id": review_id, "scope": data.scope, "colleagues": len(whom)}
        of_team: dict[str, object] = {} if data.team_id is None else {"team_id": data.team_id}
        audit_lines.note(
            uow, "access_review.started", practice_id=actor.account_id, actor_id=actor.user_id,
            client_id=None, user_id=data.user_id, before=None, after=after, **of_team,
        )  # fmt: skip
        found = review_rows.find(uow.connection, actor.account_id, review_id)
        return uow.answer(review_views.view(found, actor.user_id))


def _whom(
    connection: Connection, practice_id: str, request: StartAccessReview
) -> tuple[str | None, list[Subject]]:
    """What the team or colleague is called, and the colleagues it is of. Raises `InvalidInput`."""
    if request.scope is AccessReviewScope.COLLEAGUE:
        found = review_snapshot.subjects(connection, practice_id, Membership.user_id == request.user_id)
        if not found:
            raise InvalidInput([unknown_choices.not_a_colleague("/user_id")])
        return found[0].name, found
    active = Membership.status == MembershipStatus.ACTIVE
    if request.scope is AccessReviewScope.EVERYONE:
        return None, review_snapshot.subjects(connection, practice_id, active)
    query = select(Team.name).where(Team.practice_id == practice_id, Team.id == request.team_id)
    name = connection.execute(query).scalar()
    if name is None:
        raise InvalidInput.at("/team_id", "unknown_team", "Choose a team of your practice.")
    members = select(TeamMember.user_id).where(TeamMember.team_id == request.team_id)
    return name, review_snapshot.subjects(connection, practice_id, active, Membership.user_id.in_(members))


def _require_admin(uow: UnitOfWork, practice_id: str, user_id: str) -> None:
    """Raises `InvalidInput`."""
    if user_id not in memberships.admins(uow.connection, practice_id):
        message = "Choose somebody who is a practice admin or client admin and can sign in."
        raise InvalidInput.at("/reviewer_id", "not_an_admin", message)
