"""The users of a client account (product.md 1, 1.1, 1.2).

client_user_views     who they are, and whether there are any
added_client_users    one who is added
client_user_changes   one who is given another role or removed
client_user_roles     which role that may be, and who may go: the decision
client_user_rows      a user as they are read, noted and published
client_permissions    who manages a client's users
email_look_ups        whether an email is somebody's who can sign in (product.md 4.3)
"""
