"""The people of a practice.

colleagues   who they are, inviting them, what they may do, letting them go
teams        teams of them
"""
