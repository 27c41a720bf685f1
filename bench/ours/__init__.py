"""What of Clientele is measured, started as in a deployment: a process each part.

echo_front, echo_back   the two sides of the echo
http_front              one answer over HTTP
running                 what the three operations need
"""
