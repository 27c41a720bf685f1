"""Practices and client accounts: shapes, calls and refusals by resource.

client_fields        the fields of clients: what is entered, how it is checked
client_access        who is to see a client, as it is entered and as it is shown
practices            the practice itself
practice_links       a practice's link, by which people ask it to take them on
reference            lists to choose from
clients              one client: what everybody sees of it, and what is done with it
new_clients          adding clients, and inviting people to them (product.md 2 and 3)
client_filters       which clients a list shows, and in which order
client_lists         the clients that somebody can see: pages, counts, files (product.md 8.2)
saved_views          lists of clients that somebody wants again (product.md 8.2)
client_crns          the CRNs of clients that are known by their ids
hidden_clients       clients that somebody cannot see and asks for
home                 what a colleague begins with
duplicates           clients that resemble one that is about to be added
documents            documents of a client, sent by email or uploaded (product.md 2.8)
document_previews    pages of them as pictures
document_senders     who may send them by email, and those that somebody unknown sent
drafts               drafts of clients: a creation that can be left and resumed (product.md 2)
imports              importing clients, or their practice codes, from a file
import_columns       what a column of an imported file can be
import_progress      how far imports are, for pages that wait for them
import_rows          the rows of an imported file
import_tables        rows of an import as a table: typed, pasted, mended in place
bulk_invitations     first invitations of many clients at once
practice_requests    a client who has an account already invites the practice (product.md 7)
new_client_requests  somebody new asks a practice, by its link
catching_up          waiting until accounts knows of an event
events               events
states               the closed sets, and how they move
onboarding_states    the closed sets of a new client's onboarding
client_states        the closed sets of clients in lists
import_states        the closed sets of imports
document_states      the closed sets of documents
bulk_states          the closed sets of invitations to many
identifiers          identifiers that authorities give out
"""

from __future__ import annotations

from contracts.accounts.bulk_invitations import *
from contracts.accounts.bulk_states import *
from contracts.accounts.catching_up import *
from contracts.accounts.client_access import *
from contracts.accounts.client_crns import *
from contracts.accounts.client_fields import *
from contracts.accounts.client_filters import *
from contracts.accounts.client_lists import *
from contracts.accounts.client_states import *
from contracts.accounts.clients import *
from contracts.accounts.document_previews import *
from contracts.accounts.document_senders import *
from contracts.accounts.document_states import *
from contracts.accounts.documents import *
from contracts.accounts.drafts import *
from contracts.accounts.duplicates import *
from contracts.accounts.hidden_clients import *
from contracts.accounts.home import *
from contracts.accounts.import_progress import *
from contracts.accounts.import_rows import *
from contracts.accounts.import_states import *
from contracts.accounts.import_tables import *
from contracts.accounts.imports import *
from contracts.accounts.new_client_requests import *
from contracts.accounts.new_clients import *
from contracts.accounts.onboarding_states import *
from contracts.accounts.practice_links import *
from contracts.accounts.practice_requests import *
from contracts.accounts.practices import *
from contracts.accounts.reference import *
from contracts.accounts.saved_views import *
from contracts.accounts.states import *
from contracts.messages import calls_among

NAME = "accounts"
CALLS = calls_among(globals(), NAME)
