"""The process of creating a client (design.md).

onboarding_steps  steps that other services do, each going only forward
onboarding_view   how far a creation is, worked out of its steps
overdue_steps     steps that nobody has answered, ordered again
"""
