"""Tables of petitions: the text, the consents and the counts."""

from app.petitions.models.contents import (
    Area,
    ConsentText,
    Goal,
    Question,
    QuestionKind,
    Translation,
    Wording,
)
from app.petitions.models.petition import (
    LATEST_PURGE,
    UNOPENED,
    AskFor,
    Petition,
    PetitionState,
    Preset,
    scope_of,
)
from app.petitions.models.series import AreaCount, DayCount, HourCount, PaperTotal, SourceCount

__all__ = [
    "LATEST_PURGE",
    "UNOPENED",
    "Area",
    "AreaCount",
    "AskFor",
    "ConsentText",
    "DayCount",
    "Goal",
    "HourCount",
    "PaperTotal",
    "Petition",
    "PetitionState",
    "Preset",
    "Question",
    "QuestionKind",
    "SourceCount",
    "Translation",
    "Wording",
    "scope_of",
]
