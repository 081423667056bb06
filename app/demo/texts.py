"""What the demo association says. Everybody here is invented."""

from __future__ import annotations

ASSOCIATION = {
    "name": "Rågsvedsgruppen",
    "contact_email": "kontakt@ragsvedsgruppen.example",
    "sender": "Rågsvedsgruppen, ideell förening i Stockholm",
    "about": (
        "Vi är grannar i Rågsved som vill att vårt område ska styras av dem som bor här. "
        "Vi samlar namn, står på torget på lördagar, delar flygblad vid tunnelbanan och lagar mat ihop "
        "när det blir sent. Alla som håller med är välkomna."
    ),
}

CENTRUM = {
    "title": "Köp tillbaka Rågsveds centrum",
    "demand": "Staden sålde vårt centrum. Nu ska det bli vårt igen.",
    "story": (
        "När centrumet såldes lovades nya butiker och tryggare torg. I dag står var tredje lokal tom, "
        "hyrorna har stigit och flera av dem som gav torget liv har gett upp.\n\n"
        "## Vad vi vill\n\n"
        "Vi kräver att Stockholms stad köper tillbaka centrumet och låter dem som bor och arbetar här vara "
        "med och bestämma över det.\n\n"
        "- Hyror som ett kafé, en skomakare och en förening klarar.\n"
        "- Vård, bibliotek och mötesplatser mitt i centrum.\n"
        "- Ett torg som är tänt, städat och öppet för alla.\n\n"
        "## Går det?\n\n"
        "Ja. Andra kommuner har köpt tillbaka sina centrum när de privata ägarna lät dem förfalla. "
        "Det som krävs är att tillräckligt många säger ifrån."
    ),
    "outcome": "",
}

CENTRUM_TIMELINE = [
    (
        64,
        "Namninsamlingen startar",
        "Vi börjar på torget en lördag. De första hundra namnen kommer på en förmiddag.",
    ),
    (41, "Vi skriver i tidningen", "Vår insändare om de tomma lokalerna publiceras, och många hör av sig."),
    (
        24,
        "Öppet möte i Folkets hus",
        "Över sjuttio grannar kom. Mötet beslutade att begära ett samtal med staden.",
    ),
    (9, "Tusen flygblad", "På en vecka delade vi ut tusen flygblad vid tunnelbanan, morgon och kväll."),
]

PETITION = {
    "title": "Köp tillbaka Rågsveds centrum",
    "demand": "Vi kräver att Stockholms stad köper tillbaka Rågsveds centrum.",
    "body": (
        "Ett centrum är inte vilken fastighet som helst. Det är vägen till bussen, apoteket, biblioteket och "
        "bänken där man träffas. När det sköts för vinst och inte för oss blir torget tomt.\n\n"
        "Därför kräver vi att staden **köper tillbaka centrumet** och rustar upp det "
        "tillsammans med oss som bor här."
    ),
    "recipient": "Stockholms kommunfullmäktige",
}

BUS = {
    "title": "Låt buss 143 gå hela kvällen",
    "demand": "Sista bussen ska gå när kvällspasset slutar, inte innan.",
    "story": (
        "I två år slutade bussen gå klockan nio. De som arbetade kväll fick gå hem i mörker. "
        "Vi samlade namn, åkte tillsammans till nämnden och berättade hur det var."
    ),
    "outcome": (
        "Från och med i våras går bussen till klockan halv ett. **Tack till alla 640 som skrev under.**"
    ),
}

LIBRARY = {
    "title": "Mer öppet på biblioteket",
    "demand": "Biblioteket ska vara öppet på söndagar, när alla har tid.",
    "story": "Utkast: här ska vi berätta varför söndagar är viktiga och vad det skulle kosta.",
    "outcome": "",
}

ORGANIZERS = [
    ("Marja Lindqvist-Hassan", "marja@ragsvedsgruppen.example", "administrator"),
    ("Yusuf Bergdahl", "yusuf@ragsvedsgruppen.example", "organizer"),
    ("Elin Karakaya", "elin@ragsvedsgruppen.example", "shift_leader"),
]

FIRST_NAMES = (
    "Åsa Fatuma Birgitta Hodan Lars-Erik Amina Göran Shirin Pirkko Ali Ulla Rojda Kent Maryam Östen "
    "Leyla Inger Abdi Siv Zeynep Bengt Nasrin Tuula Omar Gunvor Yasmin Rune Hibo Märta Dilan Sture "
    "Samira Ebba Mohamud Astrid Elif Torbjörn Ayaan Kerstin Jamal Vilhelm Nadia Örjan Safiya Lovisa "
    "Karim Dagny Ifrah "
)

LAST_NAMES = (
    "Öberg Warsame Ekdahl Farah Hallgren-Nur Yildirim Sjöstrand Korhonen Abshir Lindroth Demir "
    "Åkerman Jibril Nyqvist Rahimi Hedlund Barzani Wikander Osman Fröjd Mäkelä Tahir Svedin Aden "
    "Broman Kaplan Grip Haji Ljungdahl Saleh Fors Egal Ahlin Mohseni Rask Duale "
)

POSTCODES = ("12465", "12465", "12465", "12466", "12432", "12457", "12444", "12135", "12068")

COMMENTS = (
    "Jag har bott här i trettio år och minns ett torg med liv.",
    "Skomakaren fick flytta när hyran höjdes. Nu åker jag till Högdalen.",
    "Mina barn ska kunna köpa mjölk på vägen hem.",
    "Biblioteket och torget hör ihop. Stäng inte det ena för det andra.",
    "Jag sitter i rullstol och kan inte åka till Högdalen varje dag.",
    "Det är på torget jag träffar mina grannar.",
    "Hyran ska räcka till både mig och bageriet.",
)

REPORTED = (
    "Det här är min grannes namn, och hon säger att hon inte har skrivit under.",
    "Det är mitt namn, men jag ville inte att det skulle synas här.",
)
JOKE_NAME = "Kalle Anka"

PLACES = (
    ("Lördagsbordet på torget", "Marja"),
    ("Tunnelbanans södra uppgång", "Yusuf"),
    ("Folkets hus", "Elin"),
)

RULE_NOTE = "Engångsadresser: titta först. Till och med överlämningen."
