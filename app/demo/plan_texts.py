"""What the demo association plans: activities and tasks. Everybody here is invented.

The phone numbers are of the series that the Swedish authority PTS keeps free for books and films.
"""

from __future__ import annotations

LEADERS = (
    ("Marja Lindqvist-Hassan", "+46701740605"),
    ("Yusuf Bergdahl", "+46701740606"),
    ("Elin Karakaya", "+46701740607"),
)

TABLE = {
    "title": "Lördagsbordet",
    "kind": "stand",
    "visibility": "public",
    "place": "Rågsveds torg",
    "map_query": "Rågsvedstorget, Stockholm",
    "meeting_point": "Vid bänkarna utanför biblioteket. Bordet och tältet står i föreningens förråd bredvid.",
    "bring": "Varma kläder och gärna en termos",
    "body": (
        "Vi står på torget med bord, flygblad och namnlistor. Du pratar med den som stannar, eller delar ut "
        "blad till den som har bråttom. Vi är alltid minst två, så du behöver inte ha gjort det förut."
    ),
}

METRO = {
    "title": "Flygblad vid tunnelbanan",
    "kind": "flyering",
    "visibility": "public",
    "place": "Rågsveds tunnelbanestation",
    "map_query": "Rågsveds tunnelbanestation, Stockholm",
    "meeting_point": "Innanför södra uppgångens dörrar",
    "bring": "Vantar. Flygbladen har passansvarig med sig.",
    "body": "Vi delar ut blad om centrumet till dem som är på väg till eller från jobbet. Efteråt: kaffe.",
}

STAIRWELLS = {
    "title": "Blad i trappuppgångarna",
    "kind": "doors",
    "visibility": "public",
    "place": "Bjursätragatan",
    "map_query": "Bjursätragatan, Rågsved",
    "meeting_point": "Porten till nummer 60",
    "bring": "Bekväma skor",
    "body": (
        "Vi går två och två genom portarna och lägger blad i brevlådorna. "
        "Står det att ingen politisk information önskas, så lämnar vi inget där."
    ),
}

BANNERS_EVENING = {
    "title": "Målarkväll",
    "kind": "other",
    "visibility": "members",
    "place": "Rågsveds Folkets hus, lilla salen",
    "map_query": "Rågsveds Folkets hus",
    "meeting_point": "Källaringången på gaveln",
    "bring": "Kläder som tål färg",
    "body": "Vi målar banderoller till marschen och äter soppa.",
}

LETTERBOX_MORNING = {
    "title": "Tidig runda med tidningsbud",
    "kind": "newspaper",
    "visibility": "link",
    "place": "Kumlagatan",
    "map_query": "Kumlagatan, Rågsved",
    "meeting_point": "Cykelstället vid infarten",
    "bring": "Cykel eller vagn",
    "body": "Lokalbladet bärs ut till dem som har beställt det. Bara för den som har fått länken.",
}

TASKS = (
    {
        "state": "open",
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
        "state": "open",
        "title": "Skriv en insändare om de tomma lokalerna",
        "body": "Högst 1 500 tecken, med ditt eget namn under. Vi läser gärna igenom den innan du skickar.",
        "place": "Hemma",
        "materials": "",
        "checklist": "",
        "unit": "insändare",
        "wanted": 3,
        "days": 5,
        "taken": (1,),
        "done": 0,
    },
    {
        "state": "open",
        "title": "Tryck affischerna",
        "body": "Filen är klar. Tryckeriet har öppet till 18 på vardagar, och fakturan går till föreningen.",
        "place": "Hagsätra torg",
        "materials": "Bil eller en stark kompis: två kartonger",
        "checklist": "Ring och beställ\nHämta\nLämna i förrådet",
        "unit": "",
        "wanted": 1,
        "days": 3,
        "taken": (),
        "done": 0,
    },
    {
        "state": "open",
        "title": "Koka kaffe till medlemsmötet",
        "body": "Mötet börjar 18.30. Köket är vårt från 17.30.",
        "place": "Rågsveds Folkets hus",
        "materials": "Kaffe och koppar finns. Köp mjölk mot kvitto.",
        "checklist": "Mjölk, vanlig och havre\nKoka två bryggare\nDuka av",
        "unit": "",
        "wanted": 2,
        "days": 9,
        "taken": (1, 1),
        "done": 0,
    },
    {
        "state": "open",
        "title": "Gå igenom föreningens webbplats",
        "body": "Läs sidorna som någon som inte känner oss. Skriv upp det som är fel eller svårt att förstå.",
        "place": "Hemma",
        "materials": "",
        "checklist": "",
        "unit": "",
        "wanted": 2,
        "days": None,
        "taken": (),
        "done": 0,
    },
    {
        "state": "draft",
        "title": "Boka sal till konferensen",
        "body": "Utkast: hur många är vi, och behöver vi barnpassning?",
        "place": "",
        "materials": "",
        "checklist": "",
        "unit": "",
        "wanted": 1,
        "days": None,
        "taken": (),
        "done": 0,
    },
    {
        "state": "draft",
        "title": "Översätt flygbladet till somaliska och turkiska",
        "body": "Texten blir klar efter mötet.",
        "place": "Hemma",
        "materials": "",
        "checklist": "",
        "unit": "språk",
        "wanted": 2,
        "days": None,
        "taken": (),
        "done": 0,
    },
    {
        "state": "done",
        "title": "Sätt upp affischer i tvättstugorna",
        "body": "Fråga först. Häftmassa, inte tejp.",
        "place": "Stortorpsvägen",
        "materials": "",
        "checklist": "",
        "unit": "tvättstugor",
        "wanted": 6,
        "days": None,
        "taken": (4, 2),
        "done": 2,
    },
    {
        "state": "cancelled",
        "title": "Ordna högtalare till torgmötet",
        "body": "Torgmötet blev inomhus i stället.",
        "place": "Rågsveds torg",
        "materials": "",
        "checklist": "",
        "unit": "",
        "wanted": 1,
        "days": None,
        "taken": (),
        "done": 0,
    },
)
