"""The people of a practice.

colleagues     who they are, inviting them, what they may do, letting them go
leaver_review  what stands before somebody leaves
teams          teams of them
"""
