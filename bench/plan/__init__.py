"""From what was measured to a million practices: formulae, and the document that shows what they give.

workload   what a practice does in a day, and when
queueing   how long things wait where servers share a queue
demand     what a practice takes of each part, at the busiest moment and on disk
limits     how many practices one installation bears, and what is full first
cells      of how many practices a cell is, how many there are, and what they are made of
markdown   tables and numbers as they stand in a document
measured_tables, planned_tables, simulated_tables   each of them
document   writes the tables into docs/scale.md
"""
