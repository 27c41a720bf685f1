"""The closed sets of a new client's onboarding."""

from __future__ import annotations

from enum import StrEnum

from contracts.transitions import Transitions


class StepState(StrEnum):
    """How far a step of the onboarding is."""

    PENDING = "pending"
    DONE = "done"
    NEEDS_ATTENTION = "needs_attention"


#: What is done stays done, however late other news of it comes (design.md: steps only go forward).
STEP_TRANSITIONS = Transitions(
    StepState,
    {
        StepState.PENDING: {StepState.NEEDS_ATTENTION, StepState.DONE},
        StepState.NEEDS_ATTENTION: {StepState.NEEDS_ATTENTION, StepState.DONE},
        StepState.DONE: (),
    },
)


class OnboardingState(StrEnum):
    """How far all of the onboarding is."""

    COMPLETE = "complete"
    PENDING = "pending"
    NEEDS_ATTENTION = "needs_attention"


class OnboardingStep(StrEnum):
    """What other services do for a new client."""

    ACCESS = "access"
    INVITATION = "invitation"
    CONNECTION = "connection"
