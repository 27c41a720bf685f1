"""How far a creation is, as clients show it: worked out of its steps."""

from __future__ import annotations

from collections.abc import Container

from contracts.access.events import GrantClientAccessData
from contracts.accounts.clients import Channel, Onboarding, Step
from contracts.accounts.onboarding_states import OnboardingState, OnboardingStep, StepState
from contracts.accounts.states import ChannelKind
from contracts.connections.events import EstablishConnectionData
from contracts.invitations.events import InviteClientUserData

#: What another service is ordered to do for a new client.
Order = GrantClientAccessData | InviteClientUserData | EstablishConnectionData


def first(ordered: Container[str]) -> Onboarding:
    """Of a client just created, with the steps that were ordered. Access is done where nothing is to do."""
    access = StepState.PENDING if OnboardingStep.ACCESS in ordered else StepState.DONE
    steps: list[Step] = [{"step": OnboardingStep.ACCESS, "state": access, "detail": None}]
    steps += [
        {"step": step, "state": StepState.PENDING, "detail": None}
        for step in (OnboardingStep.INVITATION, OnboardingStep.CONNECTION)
        if step in ordered
    ]
    return {"state": _overall(steps), "steps": steps}


def marked(view: Onboarding, step: OnboardingStep, state: StepState, detail: str | None) -> Onboarding:
    """Once a step is in this state."""
    now: Step = {"step": step, "state": state, "detail": detail}
    steps = [now if each["step"] == step else each for each in view["steps"]]
    return {"state": _overall(steps), "steps": steps}


def is_pending(view: Onboarding) -> bool:
    """Whether another service has yet to do its step."""
    return view["state"] == OnboardingState.PENDING


def queued_channels(*, by_text: bool) -> list[Channel]:
    """The ways of an invitation that was just ordered."""
    kinds = [ChannelKind.EMAIL, *([ChannelKind.SMS] if by_text else [])]
    return [{"channel": kind, "state": "queued", "detail": None} for kind in kinds]


def _overall(steps: list[Step]) -> OnboardingState:
    states = {step["state"] for step in steps}
    if StepState.NEEDS_ATTENTION in states:
        return OnboardingState.NEEDS_ATTENTION
    return OnboardingState.PENDING if StepState.PENDING in states else OnboardingState.COMPLETE
