"""A mail about what somebody has not read, once a day, where they want one."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, and_, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.access import ChooseDigest, ChosenDigest, MembershipStatus, NoticeDigest, NoticeKind
from contracts.access.events import NOTICES_WAITING, NoticesWaitingData
from services.access import permissions
from services.access.tables import Account, DigestSubscriber, Membership, Notice

EACH = datetime.timedelta(days=1)

_new = and_(
    Notice.practice_id == DigestSubscriber.practice_id,
    Notice.user_id == DigestSubscriber.user_id,
    Notice.read_at.is_(None),
    Notice.at > DigestSubscriber.sent_at,
)
_member = and_(
    Membership.account_id == DigestSubscriber.practice_id,
    Membership.user_id == DigestSubscriber.user_id,
    Membership.status == MembershipStatus.ACTIVE,
)
_DUE = (
    select(DigestSubscriber.practice_id, DigestSubscriber.user_id, DigestSubscriber.sent_at, Account.name)
    .join(Account, Account.id == DigestSubscriber.practice_id)
    .where(DigestSubscriber.sent_at <= func.now() - EACH, exists().where(_member), exists().where(_new))
    .order_by(DigestSubscriber.sent_at)
    .limit(1)
    .with_for_update(of=DigestSubscriber, skip_locked=True)
)


def choose(database: Database, request: Request[ChooseDigest]) -> ChosenDigest:
    """From the next day on. Raises `PracticeAccountRequired`."""
    with database.unit_of_work(request) as uow:
        actor = permissions.colleague(uow.connection, request.caller)
        who = {"practice_id": actor.account_id, "user_id": actor.user_id}
        if request.data.digest is NoticeDigest.DAILY:
            uow.execute(upsert(DigestSubscriber).values(**who, sent_at=now()).on_conflict_do_nothing())
        else:
            uow.execute(delete(DigestSubscriber).filter_by(**who))
        answer: ChosenDigest = {"digest": request.data.digest}
        return uow.answer(answer)


def chosen(connection: Connection, practice_id: str, user_id: str) -> NoticeDigest:
    """How often somebody wants a mail."""
    wants = exists().where(DigestSubscriber.practice_id == practice_id, DigestSubscriber.user_id == user_id)
    return NoticeDigest.DAILY if connection.execute(select(wants)).scalar_one() else NoticeDigest.NEVER


def send_one(uow: UnitOfWork) -> bool:
    """Order one mail that is due, once, whoever else is at it; whether there was one."""
    due = uow.execute(_DUE).first()
    if due is None:
        return False
    unread = (
        select(Notice.kind, func.count().label("number"))
        .where(
            Notice.practice_id == due.practice_id,
            Notice.user_id == due.user_id,
            Notice.read_at.is_(None),
            Notice.at > due.sent_at,
        )
        .group_by(Notice.kind)
        .order_by(Notice.kind)
    )
    counts = uow.execute(unread).all()
    uow.execute(
        update(DigestSubscriber)
        .where(DigestSubscriber.practice_id == due.practice_id, DigestSubscriber.user_id == due.user_id)
        .values(sent_at=func.now())
    )
    uow.send(
        NOTICES_WAITING,
        NoticesWaitingData(
            digest_id=new_id("digest"),
            practice_id=due.practice_id,
            practice_name=due.name,
            user_id=due.user_id,
            notices=[{"kind": NoticeKind(each.kind), "count": each.number} for each in counts],
        ),
    )
    return True
