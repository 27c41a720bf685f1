"""Checks of which no mutant is made, or whose mutant changes nothing that somebody may, with the reasons."""

from __future__ import annotations

#: What has no check of its own that could be taken out, and why.
NOT_TAKEN_APART = {
    "chassis.rpc.request": "it hands on who asks; without somebody there is nothing to go on with",
    "chassis.security.identity": "a passport that does not hold is nobody's: test_identities",
    "services.access.access_history.replayed_access": "it says what was, and not who may ask",
    "services.access.access_requests.decided_requests": "request_decision decides",
    "services.access.chain": "who verifies a trail has the database, and no account: test_activity",
    "services.access.client_users.added_client_users": "client_permissions and client_user_roles decide",
    "services.access.client_users.client_user_changes": "client_permissions and client_user_roles decide",
    "services.accounts.client_lists.page_surroundings": "it puts together what others ask, each by its rows",
    "services.accounts.clients.archiving_clients": "it asks client_retirement, which decides",
    "services.accounts.imports.import_tables": "of pages alone: test_import_tables asks it as each role",
    "services.accounts.new_clients.named_people": "it asks who there is, for who may add clients",
    "services.accounts.practice_requests.decided_requests": "accepted_request decides",
}
#: What changes nothing that somebody may, and why; what else it changes, the test that is named notices.
EQUIVALENT = {
    "access.access_history.history_lines.client_ids: Activity.practice_id == practice_id": (
        "the lines of these clients are asked for with the practice"
    ),
    "access.client_access.end_notices._people: Membership.account_id == practice_id": (
        "it says who gets a mail, and by which name: test_end_notices"
    ),
    "access.client_access.end_notices._people: Membership.account_id == TeamMember.practice_id": (
        "it says who gets a mail: test_end_notices"
    ),
    "access.client_access.end_notices._people: Membership.status == 'active'": (
        "it says who gets a mail: test_end_notices"
    ),
    "access.client_access.end_notices._people: row.role not in ADMINS": (
        "it says who gets a mail: test_end_notices"
    ),
    "access.access_requests.new_requests.request: permissions.colleague(connection, request.caller)": (
        "the right is asked for again with the request; before, only a try is counted"
    ),
    "access.access_requests.request_rows.ROW: Membership.account_id == AccessRequest.practice_id": (
        "it says by which name somebody goes, not what may be seen"
    ),
    "access.access_requests.request_rows.ROW: ClientAccess.practice_id == AccessRequest.practice_id": (
        "who manages a client that went over is of another practice, whose requests alone they are shown"
    ),
    "access.access_requests.waiting_requests._of_client: AccessRequest.practice_id == practice_id": (
        "the client is one of the practice's, and a request ends when it goes over: test_ended_requests"
    ),
    "access.client_access.ended_responsibilities.end_everywhere: "
    "ClientResponsibility.practice_id == practice_id": "the responsibility was found to be the practice's",
    "access.client_access.ended_responsibilities.those_who_have: "
    "ClientResponsibility.practice_id == practice_id": "the responsibility was found to be the practice's",
    "access.client_access.ended_responsibilities.those_who_have: "
    "Membership.account_id == ClientResponsibility.practice_id": (
        "it says to an admin by which name somebody goes and counts their clients, not what may be seen"
    ),
    "access.client_access.given_clients.clients_given_to: Membership.account_id == practice_id": (
        "the clients are the practice's, and a membership reaches those of its account alone"
    ),
    "access.client_access.given_clients._given: ClientColleague.practice_id == practice_id": (
        "the lines are asked for with the practice; by itself it says how many are taken down at once"
    ),
    "access.client_access.given_clients._given: TeamMember.practice_id == practice_id": (
        "the lines are asked for with the practice; by itself it says how many are taken down at once"
    ),
    "access.client_access.given_clients._given: ClientAccess.practice_id == practice_id": (
        "the lines are asked for with the practice; by itself it says how many are taken down at once"
    ),
    "access.client_access.given_clients._given: ClientResponsibility.practice_id == practice_id": (
        "the lines are asked for with the practice; by itself it says how many are taken down at once"
    ),
    "access.client_access.reach.explain: Membership.account_id == practice_id": (
        "the client is one of the practice's, as who asks was found to see it"
    ),
    "access.credentials.proven_emails._memberships: Membership.status == 'active'": (
        "who claims an address only is a member of what they have registered, and owns that"
    ),
    "access.members.memberships._OF_CALLER: Session.account_id == Membership.account_id": (
        "the session is asked for by its id, which is another one once it is for another account"
    ),
    "access.members.memberships.end_program: Membership.account_id == practice_id": (
        "a program is a member of one practice"
    ),
    "access.members.memberships._CALLER: Membership.account_id == bindparam('account_id')": (
        "the session is for one account"
    ),
    "access.members.memberships._CALLER: Membership.user_id == bindparam('user_id')": (
        "the session is one user's"
    ),
    "access.members.memberships.of_caller_beside: Membership.account_id == caller.account_id": (
        "the session is for one account"
    ),
    "access.members.memberships.of_caller_beside: Membership.user_id == caller.user_id": (
        "the session is one user's"
    ),
    "access.programs.issued_tokens._CREDENTIALS: Membership.account_id == ProgramAccount.practice_id": (
        "a program is a member of one practice"
    ),
    "access.programs.issued_tokens._CREDENTIALS: Membership.status == 'active'": (
        "a program ends in one transaction with its membership"
    ),
    "access.programs.managed_programs._PROGRAM: Membership.account_id == ProgramAccount.practice_id": (
        "a program is a member of one practice"
    ),
    "access.sessions.passports.authenticate: Membership.account_id == Session.account_id": (
        "who is a member no more has no session left: test_leaving"
    ),
    "access.sessions.passports.authenticate: Membership.status == 'active'": (
        "who is a member no more has no session left: test_leaving"
    ),
    "accounts.client_lists.client_export._names: Team.practice_id == practice_id": (
        "names are looked up by the ids of teams, which are one practice's"
    ),
    "accounts.documents.drawn_pages.draw: row.media_type != _PDF": (
        "who reaches the document reaches its pages, and what is no PDF has none: test_drawn_pages"
    ),
    "accounts.imports.rows.planned_rows._left: Client.practice_id == practice_id": (
        "who lets a client go over was invited to it, and whoever was invited is left out"
    ),
    "accounts.practice_requests.accepted_new_clients.accept: pending is None": (
        "no request is ever deleted, so one that was found is there"
    ),
    "accounts.practices.practice_links.find: row is None": (
        "a link that is off, or never was, is nobody's: test_practice_links"
    ),
    "accounts.practices.practice_links._require_proven: not proven": (
        "everybody in the matrix has shown an address; whoever has not: test_practice_links"
    ),
    "accounts.client_lists.mentioned_names._named: Team.practice_id == bindparam('practice_id')": (
        "teams of clients that one sees are asked for, which are their practice's"
    ),
    "accounts.client_lists.client_search._with_word: ClientWord.practice_id == practice_id": (
        "clients that one sees are asked for"
    ),
    "accounts.client_lists.client_search._within: ClientWord.practice_id == bindparam('practice_id')": (
        "clients that one sees are asked for; it decides how they are looked for"
    ),
    "accounts.client_lists.hidden_clients._hidden: permissions.session_lives": (
        "the membership that says what may be found was asked for just before, with the session"
    ),
    "accounts.client_lists.waiting_requests._to_see_a_client"
    ": Client.practice_id == AccessRequest.practice_id": (
        "a request ends when its client goes over to another practice: test_ended_requests"
    ),
    "accounts.client_lists.duplicate_clients._may_resemble: ClientWord.practice_id == practice_id": (
        "clients that one sees are asked for; that others' crowd none of them out: test_duplicates"
    ),
    "accounts.clients.client_invitations.invite: permissions.require_adder(uow.connection, caller)": (
        "the right was asked for just before the email was looked up"
    ),
    "accounts.clients.client_words.remove: ClientWord.practice_id == client.practice_id": (
        "the words of one client, which are its practice's"
    ),
    "accounts.clients.own_account.change: found is None": (
        "an account has its client while it has users: test_practice_requests"
    ),
    "accounts.clients.own_account.get: seen is None": (
        "an account has its client while it has users: test_practice_requests"
    ),
    "accounts.documents.document_access._of_own_account: client is None": (
        "an account has its client while it has users: test_practice_requests"
    ),
    "accounts.documents.uploaded_documents.receive_part: kept is None": (
        "it was found a moment before; of two last parts at once one is late"
    ),
    "accounts.drafts.clients_from_drafts._made: client_id is None": ("the draft was found a moment before"),
    "accounts.permissions.by_an_admin: Member.status == 'active'": (
        "require_adder has found who asks to be a colleague still"
    ),
    "accounts.new_clients.client_sync._create: permissions.require_adder(uow.connection, caller)": (
        "the right was asked for just before the organisations were"
    ),
    "accounts.new_clients.creating_clients._ask_the_others"
    ": permissions.require_adder(connection, request.caller)": (
        "the right is asked for again with the client, and the others say nothing without it"
    ),
    "accounts.permissions.teams_of: TeamMember.practice_id == practice_id": (
        "a client is given to teams of its practice alone: test_practices_apart"
    ),
    "accounts.practice_requests.client_requests._own: found is None": (
        "an account has its client while it has users; one that is gone asks nobody: test_practice_requests"
    ),
    "accounts.practice_requests.client_requests.ask: caller.kind != 'client'": (
        "the role that is asked for next is a client's only"
    ),
    "accounts.practice_requests.client_transfer.lock: found is None": (
        "an account has its client while it has users: test_practice_requests"
    ),
    "connections.event_feed.feed_pages._last_complete: FeedEvent.practice_id == caller.account_id": (
        "it says how far one reads now, not what"
    ),
    "connections.permissions._my_teams: Team.practice_id == bindparam('practice_id')": (
        "a client is given to teams of its practice alone: test_practices_apart"
    ),
    "connections.webhooks.delivery_log._ROWS: FeedEvent.practice_id == WebhookDelivery.practice_id": (
        "a position is that of one event of one practice"
    ),
    "connections.webhooks.next_deliveries._NEXT: FeedEvent.practice_id == WebhookDelivery.practice_id": (
        "a position is that of one event of one practice"
    ),
    "invitations.board.invitation_views.of_client: Invitation.practice_id == caller.account_id": (
        "a client's invitations go with it to another practice: test_transferring"
    ),
    "invitations.board.resend_decision.require_not_used: invitation is None": (
        "it was found a moment before, and none is deleted"
    ),
    "invitations.deliveries.held_deliveries.release: Invitation.practice_id == changed['practice_id']": (
        "what is due is held again where its practice may not send: test_confirming_email"
    ),
}
