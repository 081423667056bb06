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

MEETING = {
    "title": "Medlemsmöte: salen och kaffet",
    "kind": "meeting",
    "visibility": "members",
    "place": "Rågsveds Folkets hus, stora salen",
    "map_query": "Rågsveds Folkets hus",
    "meeting_point": "Köksingången från gården",
    "bring": "Inneskor",
    "body": "Vi ställer i ordning salen, kokar kaffe och plockar undan efteråt. Mötet börjar 18.30.",
}

CONFERENCE = {
    "title": "Konferensdagen",
    "kind": "meeting",
    "visibility": "public",
    "place": "Rågsveds Folkets hus",
    "map_query": "Rågsveds Folkets hus",
    "meeting_point": "Foajén, vid garderoben",
    "bring": "Matlåda behövs inte: vi äter tillsammans",
    "body": (
        "En dag med föredrag på förmiddagen, lunch, tre samtalsgrupper på samma gång (rasism, studier, "
        "kultur), verkstad för banderoller och webbplatsen, och fest med musik på kvällen. "
        "Vi behöver dig i köket, i dörren, i grupperna och vid diskbänken."
    ),
}

FIRST_OF_MAY = {
    "title": "Första maj-marschen",
    "kind": "other",
    "visibility": "public",
    "place": "Stockholms centrum",
    "map_query": "Humlegården, Stockholm",
    "meeting_point": "Under vår banderoll, vid parkens södra ingång",
    "bring": "Bra skor och något att dricka",
    "body": "Vi går tillsammans genom stan, bär våra banderoller och delar ut blad längs vägen.",
}

WALPURGIS = {
    "title": "Valborg vid Perssons Betong",
    "kind": "other",
    "visibility": "public",
    "place": "Perssons Betong, Rågsved",
    "map_query": "Rågsved, Stockholm",
    "meeting_point": "Vid tältet med kaffe",
    "bring": "Ficklampa och varma kläder",
    "body": "Hela området samlas vid brasan. Vi har kaffe, bullar och namnlistor.",
}
