"""Comparisons of Clientele with stock Nameko and with FastAPI, on this machine, in one run."""
