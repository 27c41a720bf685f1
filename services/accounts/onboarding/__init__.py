"""The process of creating a client (design.md).

onboarding_steps  steps that other services do, each going only forward
"""
