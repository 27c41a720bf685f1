"""Invitations by email and text: shapes, calls and refusals by resource.

sent_invitations   invitations: lists, resending, revoking
summary            what needs somebody, and how soon invitations are accepted
redemptions        the links of invitations, and using them
delivery_reports   what is reported of messages that were sent
branding           a practice's logo and colour
practice_messages  how a practice's messages look
events             events and commands
states             the closed sets
"""

from __future__ import annotations

from contracts.invitations.branding import *
from contracts.invitations.delivery_reports import *
from contracts.invitations.practice_messages import *
from contracts.invitations.redemptions import *
from contracts.invitations.sent_invitations import *
from contracts.invitations.states import *
from contracts.invitations.summary import *
from contracts.messages import calls_among

NAME = "invitations"
CALLS = calls_among(globals(), NAME)
