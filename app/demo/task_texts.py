"""What there is to help with at the demo association: five in each state."""

from __future__ import annotations

from typing import Any

_BLANK: dict[str, Any] = {
    "state": "open",
    "place": "",
    "materials": "",
    "checklist": "",
    "unit": "",
    "wanted": 1,
    "days": None,
    "taken": (),
    "done": 0,
}
"""``days`` until the last one, ``taken`` by each who helps, ``done`` by so many of them."""

_OPEN: tuple[dict[str, Any], ...] = (
    {
        "title": "Måla banderoller till marschen",
        "body": (
            "Tyget är tillskuret och orden är bestämda. Du kan måla hemma eller komma på målarkvällen.\n\n"
            "Skriv stort: det ska gå att läsa från andra sidan gatan."
        ),
        "place": "Hemma, eller Folkets hus på onsdagar",
        "materials": "Tyg, färg och penslar står i föreningens förråd",
        "checklist": "Hämta tyg och färg\nSkissa med blyerts\nMåla två lager\nHäng på tork",
        "unit": "banderoller",
        "wanted": 10,
        "days": 12,
        "taken": (2, 1),
        "done": 1,
    },
    {
        "title": "Skriv en insändare om de tomma lokalerna",
        "body": "Högst 1 500 tecken, med ditt eget namn under. Vi läser gärna igenom den innan du skickar.",
        "place": "Hemma",
        "unit": "insändare",
        "wanted": 3,
        "days": 5,
        "taken": (1,),
    },
    {
        "title": "Tryck affischerna",
        "body": "Filen är klar. Tryckeriet har öppet till 18 på vardagar, och fakturan går till föreningen.",
        "place": "Hagsätra torg",
        "materials": "Bil eller en stark kompis: två kartonger",
        "checklist": "Ring och beställ\nHämta\nLämna i förrådet",
        "days": 3,
    },
    {
        "title": "Koka kaffe till medlemsmötet",
        "body": "Mötet börjar 18.30. Köket är vårt från 17.30.",
        "place": "Rågsveds Folkets hus",
        "materials": "Kaffe och koppar finns. Köp mjölk mot kvitto.",
        "checklist": "Mjölk, vanlig och havre\nKoka två bryggare\nDuka av",
        "wanted": 2,
        "days": 9,
        "taken": (1, 1),
    },
    {
        "title": "Gå igenom föreningens webbplats",
        "body": "Läs sidorna som någon som inte känner oss. Skriv upp det som är fel eller svårt att förstå.",
        "place": "Hemma",
        "wanted": 2,
    },
)

_DRAFTS: tuple[dict[str, Any], ...] = (
    {
        "title": "Boka sal till konferensen",
        "body": "Utkast: hur många är vi, och behöver vi barnpassning?",
    },
    {
        "title": "Översätt flygbladet till somaliska och turkiska",
        "body": "Texten blir klar efter mötet.",
        "place": "Hemma",
        "unit": "språk",
        "wanted": 2,
    },
    {
        "title": "Laga soppa till konferensen",
        "body": "Utkast: hur många anmälda blir det, och vad äter alla?",
        "place": "Rågsveds Folkets hus",
        "unit": "grytor",
        "wanted": 4,
    },
    {
        "title": "Fotografera torget",
        "body": "Utkast: vilka platser ska vara med? Inga ansikten utan att fråga.",
        "place": "Rågsveds torg",
    },
    {
        "title": "Sy om tältduken",
        "body": "Utkast: någon med symaskin för grovt tyg?",
        "materials": "Ny duk finns i förrådet",
    },
)

_DONE: tuple[dict[str, Any], ...] = (
    {
        "title": "Sätt upp affischer i tvättstugorna",
        "body": "Fråga först. Häftmassa, inte tejp.",
        "place": "Stortorpsvägen",
        "unit": "tvättstugor",
        "wanted": 6,
        "taken": (4, 2),
        "done": 2,
    },
    {
        "title": "Räkna namnlistorna från torget",
        "body": "Räkna två gånger, gärna med någon annan.",
        "place": "Föreningens förråd",
        "unit": "pärmar",
        "wanted": 2,
        "taken": (1, 1),
        "done": 2,
    },
    {
        "title": "Boka bord till Rågsvedsdagen",
        "body": "Mejla arrangören och be om en plats nära scenen.",
        "taken": (1,),
        "done": 1,
    },
    {
        "title": "Skriv frågor till nämndens möte",
        "body": "Tre korta frågor om lokalhyrorna, som går att läsa upp på en minut var.",
        "unit": "frågor",
        "wanted": 3,
        "taken": (2, 1),
        "done": 2,
    },
    {
        "title": "Tvätta västarna",
        "body": "40 grader, häng på tork.",
        "wanted": 2,
        "taken": (1, 1),
        "done": 1,
    },
)

_CALLED_OFF: tuple[dict[str, Any], ...] = (
    {
        "title": "Ordna högtalare till torgmötet",
        "body": "Torgmötet blev inomhus i stället.",
        "place": "Rågsveds torg",
    },
    {
        "title": "Hyr släpkärra",
        "body": "Förrådet fick plats för allt.",
        "taken": (1,),
    },
    {
        "title": "Skotta fram bordets plats",
        "body": "Snön smälte.",
        "place": "Rågsveds torg",
        "wanted": 3,
        "taken": (1, 1),
    },
    {
        "title": "Gör en film om centrumet",
        "body": "Vi satsar på insändare i vår.",
    },
    {
        "title": "Baka till julmarknaden",
        "body": "Marknaden ställdes in.",
        "unit": "plåtar",
        "wanted": 8,
        "taken": (2,),
    },
)

TASKS: tuple[dict[str, Any], ...] = tuple(
    _BLANK | {"state": state} | text
    for state, texts in (("open", _OPEN), ("draft", _DRAFTS), ("done", _DONE), ("cancelled", _CALLED_OFF))
    for text in texts
)
