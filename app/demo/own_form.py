"""The demo's small petition: its form asks for areas of its own and one question of its own."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock, crypto
from app.demo import signers, texts
from app.petitions import asking, contents, wordings
from app.petitions import service as petitions
from app.petitions.contents import NewQuestion
from app.petitions.models import AskFor, Petition, PetitionState, Preset, QuestionKind
from app.petitions.service import PetitionText
from app.petitions.sign_forms import NO, YES

PLACE = {
    "title": "En mötesplats i centrum",
    "demand": "Vi kräver en lokal i centrum där föreningar och grannar kan träffas utan att betala hyra.",
    "body": "Tre lokaler står tomma. En av dem räcker för läxhjälp, kör, kaféträffar och årsmöten.",
    "recipient": "Enskede-Årsta-Vantörs stadsdelsnämnd",
}
AREAS = ("Rågsved", "Hagsätra", "Högdalen", "Bandhagen", "Någon annanstans")
QUESTION = "Skulle du själv använda lokalen?"
SIGNED = 34
SEED = 17


def start(campaign: Campaign, actor: Account) -> None:
    """Open it a little before the large one, which stands first everywhere, and let some people sign."""
    text = PetitionText(
        **PLACE,
        is_authority=True,
        preset=Preset.INITIALS,
        purge_on=clock.today() + timedelta(days=200),
        contact_until=None,
        card=None,
    )
    petition = petitions.create_petition(campaign, text, slug="en-motesplats-i-centrum", actor=actor)
    _ask(petition, actor)
    petition.state = PetitionState.OPEN
    petition.opened_at = clock.now() - timedelta(weeks=signers.WEEKS, hours=1)
    crypto.make_keys(petition.scope)
    wordings.snapshot(petition)
    wordings.promise(petition, texts.ASSOCIATION["name"])
    _sign(petition)


def _ask(petition: Petition, actor: Account) -> None:
    contents.change_contents(
        petition,
        AREAS,
        was="",
        phone=AskFor.NOTHING,
        comment=False,
        association=texts.ASSOCIATION["name"],
        actor=actor,
    )
    asked = NewQuestion(label=QUESTION, kind=QuestionKind.YES_NO, is_required=False)
    contents.add_question(petition, asked, actor=actor)


def _sign(petition: Petition) -> None:
    crowd = signers.Crowd(petition, seed=SEED)
    areas, (question,) = asking.list_areas(petition), asking.list_questions(petition)
    for _each in range(SIGNED):
        dice = crowd.dice
        moment = clock.now() - timedelta(
            days=dice.randrange(signers.WEEKS * 7), minutes=dice.randrange(5, 600)
        )
        answer = dice.choice((YES, YES, YES, NO, ""))
        crowd.sign(
            moment,
            answers={str(question.id): answer} if answer else None,
            area_id=dice.choice((areas[0], *areas)).id,
        )
    crowd.count()
