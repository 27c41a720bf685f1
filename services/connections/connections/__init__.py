"""Clients' connections: made, shown, checked, ended.

connecting_clients      connecting a client, again or to something else
connection_views        a client's connection, and the health of all
checking_connections    looking at each connection once a day
closing_connections     ending a connection
leaving_organisations   telling the vendor what has ended here
closing_decision        how a connection begins, changes and ends
"""
