"""The tables of the invitations service.

base            what every table of invitations is made from
invitations     invitations
deliveries      what an invitation goes out by, and how many went out
transfers       clients that went over to another practice
letterheads     how messages of a practice look
account_mails   mails about accounts: links, answers and notices
"""

from __future__ import annotations

from services.invitations.tables.account_mails import (
    AccessRequestMail,
    Notice,
    NoticeMail,
    PasswordMail,
    ReceiptMail,
    RequestReply,
)
from services.invitations.tables.base import Base
from services.invitations.tables.deliveries import Delivery, Sending
from services.invitations.tables.invitations import Invitation
from services.invitations.tables.letterheads import Letterhead, Logo
from services.invitations.tables.transfers import Transfer

__all__ = [
    "AccessRequestMail",
    "Base",
    "Delivery",
    "Invitation",
    "Letterhead",
    "Logo",
    "Notice",
    "NoticeMail",
    "PasswordMail",
    "ReceiptMail",
    "RequestReply",
    "Sending",
    "Transfer",
]
