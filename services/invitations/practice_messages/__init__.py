"""How a practice's messages look.

message_previews   a message for made-up people, and as a test to who asks
message_settings   the settings, as admins see and change them
"""
