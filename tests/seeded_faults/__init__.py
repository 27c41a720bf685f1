"""Faults that are put into our own code, to see that the tests of what may not be lost or doubled notice.

faults              what is wrong in each, and who notices
sitecustomize       puts one into every Python process of a run, where CLIENTELE_SEEDED_FAULT names it
"""
