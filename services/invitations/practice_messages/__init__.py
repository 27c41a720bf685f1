"""How a practice's messages look.

logo_images        pictures that were sent, drawn anew
practice_logos     taken in, taken away, and given to who looks
message_previews   a message for made-up people, and as a test to who asks
message_settings   the settings, as admins see and change them
"""
