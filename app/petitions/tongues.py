"""The languages that a demand can be written in besides Swedish: those that many in Sweden speak."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from app.core import i18n


@dataclass(frozen=True)
class Tongue:
    """One language, under the name that its speakers know it by."""

    locale: str
    """BCP 47."""
    own_name: str
    is_rtl: bool = False
    swedish: str = ""
    """What it is called in Swedish and English, where no table of languages knows it."""
    english: str = ""

    @property
    def direction(self) -> str:
        """Give the direction that it is written in."""
        return "rtl" if self.is_rtl else "ltr"

    @property
    def name(self) -> str:
        """Name it in the language in hand."""
        given = self.swedish if i18n.current_language() == "sv" else self.english
        if given:
            return given
        try:
            known = Locale.parse(i18n.current_language()).languages.get(self.locale)
        except UnknownLocaleError:
            known = None
        return known or self.own_name


ALL = (
    Tongue("en", "English"),
    Tongue("ar", "العربية", is_rtl=True),
    Tongue("so", "Soomaali"),
    Tongue("fi", "suomi"),
    Tongue("fa", "فارسی", is_rtl=True),
    Tongue("prs", "دری", is_rtl=True, swedish="dari", english="Dari"),
    Tongue("ckb", "سۆرانی", is_rtl=True, swedish="sorani", english="Sorani"),
    Tongue("kmr", "Kurmancî", swedish="kurmanji", english="Kurmanji"),
    Tongue("ti", "ትግርኛ"),
    Tongue("am", "አማርኛ"),
    Tongue("tr", "Türkçe"),
    Tongue("bs", "bosanski"),
    Tongue("hr", "hrvatski"),
    Tongue("sr", "српски"),
    Tongue("sq", "shqip"),
    Tongue("pl", "polski"),
    Tongue("es", "español"),
    Tongue("ru", "русский"),
    Tongue("uk", "українська"),
    Tongue("th", "ไทย"),
    Tongue("ps", "پښتو", is_rtl=True, swedish="pashto", english="Pashto"),
    Tongue("ur", "اردو", is_rtl=True),
    Tongue("syr", "ܣܘܪܝܝܐ", is_rtl=True),
    Tongue("de", "Deutsch"),
    Tongue("fr", "français"),
    Tongue("pt", "português"),
    Tongue("it", "italiano"),
    Tongue("el", "ελληνικά"),
    Tongue("ro", "română"),
    Tongue("hu", "magyar"),
    Tongue("bg", "български"),
    Tongue("et", "eesti"),
    Tongue("lv", "latviešu"),
    Tongue("lt", "lietuvių"),
    Tongue("vi", "Tiếng Việt"),
    Tongue("zh", "中文"),
    Tongue("bn", "বাংলা"),
    Tongue("hi", "हिन्दी"),
    Tongue("ta", "தமிழ்"),
    Tongue("rom", "romani"),
    Tongue("fit", "meänkieli"),
    Tongue("se", "davvisámegiella"),
    Tongue("sma", "åarjelsaemien gïele"),
    Tongue("smj", "julevsámegiella"),
    Tongue("yi", "ייִדיש", is_rtl=True),
)
BY_LOCALE = {tongue.locale: tongue for tongue in ALL}
OWN = Tongue("sv", "svenska")
"""What petitions are written in."""


def besides(locale: str | None, locales: list[str]) -> list[Tongue]:
    """Give the languages that a petition can be read in besides the one in hand; None is Swedish."""
    others = of([each for each in locales if each != locale])
    return others if locale is None else [OWN, *others]


def of(locales: list[str]) -> list[Tongue]:
    """Give the languages of some locales, in the order of the table; what it does not know is left out."""
    return [tongue for tongue in ALL if tongue.locale in locales]
