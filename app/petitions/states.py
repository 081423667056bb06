"""The life of a petition as data: where each state may go."""

from __future__ import annotations

from app.petitions.models.petition import PetitionState

NEXT: dict[PetitionState, frozenset[PetitionState]] = {
    PetitionState.DRAFT: frozenset({PetitionState.REVIEW, PetitionState.OPEN}),
    PetitionState.REVIEW: frozenset({PetitionState.DRAFT, PetitionState.OPEN}),
    PetitionState.OPEN: frozenset({PetitionState.CLOSED}),
    # Closed too early: as long as nothing has been handed over and the names are there it may go on.
    PetitionState.CLOSED: frozenset({PetitionState.OPEN, PetitionState.HANDED_OVER, PetitionState.ARCHIVED}),
    PetitionState.HANDED_OVER: frozenset({PetitionState.ANSWERED, PetitionState.ARCHIVED}),
    PetitionState.ANSWERED: frozenset({PetitionState.ARCHIVED}),
    # Out of the archive it comes back to where it was, which its dates tell.
    PetitionState.ARCHIVED: frozenset(
        {PetitionState.CLOSED, PetitionState.HANDED_OVER, PetitionState.ANSWERED}
    ),
}

COUNTING = frozenset({PetitionState.OPEN, PetitionState.CLOSED})
"""Where paper can still be counted: what is handed over stays as it was."""


def may_go(state: str, to: PetitionState) -> bool:
    """Say whether a step is allowed."""
    return to in NEXT[PetitionState(state)]
