"""What of Clientele is measured, started as in a deployment: a process each part.

echo_front, echo_back   the two sides of the echo
running                 what the three operations need
"""
