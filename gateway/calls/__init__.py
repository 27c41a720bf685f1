"""What the API and the pages both ask the services, and what gateways tell each other.

services                what both ask them through
identities              who a token stands for, kept for seconds
account_facts           an account's country and plan, kept for a minute
event_watch             waits until something happened in a practice
import_watch            waits until an import goes on
shared_watch            one question for all who wait
projection_lag          gives services a moment to hear of who calls
read_your_writes        waits until a change of rights counts everywhere
invitation_acceptance   an invitation used up, and the session that follows
found_companies         companies of the register, with the clients that they are already
review_documents        a review of who reaches what, as PDF
client_documents        a document of a client, handed over in parts
access_requests         asking to see a client, by its id or its CRN
import_files            a file of clients, handed over in parts
shared_rate_limits      what all gateways together let a session or an address ask
"""
