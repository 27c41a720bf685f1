"""What of Clientele is measured, started as in a deployment: a process each part.

echo_front, echo_back   the two sides of the echo
http_front              one answer over HTTP
plain_frames            messaging without the buffer of frames
running                 what the three operations need
pinging, committing     calls one after the other; commits with events
"""
