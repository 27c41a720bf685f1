"""Who is who and who may see which client: shapes, calls and refusals by resource.

pages            what lists, changes and their results have in common
sessions         sessions and the accounts they act for
owners           the owner of a new practice
colleagues       the people of a practice
teams            teams of colleagues
responsibilities  what somebody may be responsible for at a client (docs/adr/0073)
client_access    who may see which client (product.md 2.5)
access_ends      when what is given of one ends by itself
access_levels    at which level it is given
access_reasons   why somebody sees one
access_responsibilities  who has which responsibility at one
access_history   which clients a colleague could see, as of a moment
access_requests  asking to see a client (docs/adr/0052)
access_reviews   looking through who reaches what, and deciding line by line (docs/adr/0074)
access_summary   what about access needs somebody
notices          what concerns somebody: the list behind the bell
client_visibility  which clients somebody may see, as other services ask
client_users     the people of a client
activity         the audit trail
activity_kinds   what its lines are of
api_tokens       aPI tokens
programs         programs of a practice, and their tokens
passwords        passwords, and links by mail that set one or confirm an address
review_lines     the lines of such a review, decided one by one
second_factor    authenticator apps and recovery codes
email_lookups    whose an email address is
address_proofs   showing that an address is one's own, without being a user
invited_members  people who accept an invitation become members
events           events and commands
states           the closed sets
"""

from __future__ import annotations

from contracts.access.access_ends import *
from contracts.access.access_history import *
from contracts.access.access_levels import *
from contracts.access.access_reasons import *
from contracts.access.access_requests import *
from contracts.access.access_responsibilities import *
from contracts.access.access_reviews import *
from contracts.access.access_summary import *
from contracts.access.activity import *
from contracts.access.activity_kinds import *
from contracts.access.address_proofs import *
from contracts.access.api_tokens import *
from contracts.access.client_access import *
from contracts.access.client_users import *
from contracts.access.client_visibility import *
from contracts.access.colleagues import *
from contracts.access.email_lookups import *
from contracts.access.invited_members import *
from contracts.access.notices import *
from contracts.access.owners import *
from contracts.access.pages import *
from contracts.access.passwords import *
from contracts.access.programs import *
from contracts.access.responsibilities import *
from contracts.access.review_lines import *
from contracts.access.second_factor import *
from contracts.access.sessions import *
from contracts.access.states import *
from contracts.access.teams import *
from contracts.messages import calls_among

NAME = "access"
CALLS = calls_among(globals(), NAME)
