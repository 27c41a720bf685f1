"""What is said of reviews of who reaches what."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.access import ActivityKind
from gateway.web.activity.sentence import Sentence

SENTENCES: Mapping[ActivityKind, Sentence] = {
    ActivityKind.ACCESS_REVIEW_STARTED: Sentence(
        "Access review started",
        "{actor} started a review of who reaches what",
        "A review of who reaches what was started",
    ),
    ActivityKind.ACCESS_REVIEW_SIGNED_OFF: Sentence(
        "Access review signed off",
        "{actor} signed off a review of who reaches what",
        "A review of who reaches what was signed off",
    ),
    ActivityKind.ACCESS_REVIEW_CANCELLED: Sentence(
        "Access review given up",
        "{actor} gave up a review of who reaches what",
        "A review of who reaches what was given up",
    ),
}
