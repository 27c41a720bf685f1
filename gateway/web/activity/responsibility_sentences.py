"""What lines about responsibilities say happened (`activity_sentences`)."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.access import ActivityKind
from gateway.web.activity.sentence import Sentence

SENTENCES: Mapping[ActivityKind, Sentence] = {
    ActivityKind.RESPONSIBILITY_CREATED: Sentence(
        "Responsibility added", "{actor} added a responsibility", "A responsibility was added"
    ),
    ActivityKind.RESPONSIBILITY_CHANGED: Sentence(
        "Responsibility changed", "{actor} changed a responsibility", "A responsibility was changed"
    ),
    ActivityKind.RESPONSIBILITY_ENDED: Sentence(
        "Responsibility ended", "{actor} ended a responsibility", "A responsibility was ended"
    ),
}
