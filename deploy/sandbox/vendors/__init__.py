"""Stands in for the vendors of accounting software: their protocols, and their faults on demand."""
