"""Cells of the product under the measured service times, simulated by simpy: the same by the same seed.

kinds          kinds of work: how often, and what each asks of which part
stations       servers that share a queue
arrivals       work that comes by chance
waits          how long work took, by when it was done
cell           the parts of one cell, which work goes through
busy_cell      a cell at several loads, beside the formulae
failover       a cell fails, and others take its practices over
hot_practice   one practice asks for many times its share
runs           all of them, as bench/simulation/runs.json keeps them
"""
