"""The settings: read from three places in one order, refused with a sentence when they would break things."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.config import ConfigError, Settings, is_loopback_url, load_settings
from app.core.origin import is_own_origin


def loaded(tmp_path: Path, toml: str = "", /, **environ: str) -> Settings:
    if toml:
        (tmp_path / "config.toml").write_text(toml, encoding="utf-8")
    return load_settings({"SAMLING_INSTANCE": str(tmp_path), **environ})


def test_nothing_said_gives_a_small_installation_on_this_machine(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'samling.db'}"
    assert settings.key_store_url == f"sqlite:///{tmp_path / 'keys' / 'store.db'}"
    assert settings.mail_url == f"maildir:{tmp_path / 'mail'}"
    assert (settings.base_url, settings.base_host) == ("http://localhost:8000", "localhost:8000")
    assert (settings.is_sqlite, settings.is_loopback, settings.is_https) == (True, True, False)
    assert settings.rate_limits
    assert not settings.demo


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    file = 'port = 8101\nworkers = 3\nmail_from = "fil@example.org"\n'
    settings = loaded(tmp_path, file, SAMLING_PORT="8102", SAMLING_MAIL_FROM="miljo@example.org")
    assert (settings.port, settings.workers) == (8102, 3)
    assert settings.mail_from == "miljo@example.org"
    assert settings.host == "localhost"


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, "port = 8101", SAMLING_PORT="", PORT="").port == 8101


def test_a_hosting_services_port_is_heard_but_ours_goes_first(tmp_path: Path) -> None:
    assert loaded(tmp_path, "port = 8101", PORT="8103").port == 8103
    both = loaded(tmp_path, PORT="8103", SAMLING_PORT="8104")
    assert (both.port, both.base_url) == (8104, "http://localhost:8104")


def test_words_in_the_code_go_before_the_environment(tmp_path: Path) -> None:
    settings = load_settings(
        {"SAMLING_INSTANCE": "/elsewhere", "SAMLING_DEMO": "off"}, instance=tmp_path, demo=True
    )
    assert (settings.instance, settings.demo) == (tmp_path, True)


def test_the_environment_of_the_process_is_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("SAMLING_") or name == "PORT"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SAMLING_INSTANCE", str(tmp_path))
    monkeypatch.setenv("SAMLING_WORKERS", "5")
    assert load_settings().workers == 5


def test_a_relative_instance_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({}).instance == tmp_path / "instance"
    assert load_settings({"SAMLING_INSTANCE": "a/b"}).database_url == f"sqlite:///{tmp_path}/a/b/samling.db"


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_each_way_to_write_postgresql_leads_to_our_driver(tmp_path: Path, given: str) -> None:
    settings = loaded(tmp_path, SAMLING_DATABASE_URL=given, SAMLING_KEY_STORE_URL=given)
    assert settings.database_url == settings.key_store_url == "postgresql+psycopg://u@h/d"
    assert not settings.is_sqlite


@pytest.mark.parametrize(
    ("word", "meant"),
    [("on", True), ("TRUE", True), ("Yes", True), ("1", True), ("off", False), ("no", False), ("0", False)],
)
def test_switches_are_read_as_people_write_them(tmp_path: Path, word: str, meant: bool) -> None:
    assert loaded(tmp_path, SAMLING_DEMO=word).demo is meant


@pytest.mark.parametrize(
    "given", ["10.0.0.0/8, 192.0.2.7 ,,2001:db8::/32", ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]]
)
def test_trusted_proxies_are_a_list_in_both_places(tmp_path: Path, given: Any) -> None:
    found = load_settings({}, instance=tmp_path, trusted_proxies=given).trusted_proxies
    assert found == ("10.0.0.0/8", "192.0.2.7", "2001:db8::/32")


REFUSED = [
    ({"BASE_URL": "ftp://example.org"}, "BASE_URL"),
    ({"BASE_URL": "example.org"}, "BASE_URL"),
    ({"BASE_URL": "https://"}, "BASE_URL"),
    ({"BASE_URL": "https://example.org/samling"}, "BASE_URL"),
    ({"BASE_URL": "https://example.org?a=b"}, "BASE_URL"),
    ({"BASE_URL": "https://example.org#a"}, "BASE_URL"),
    ({"BASE_URL": "https://somebody:word@example.org"}, "BASE_URL"),
    ({"BASE_URL": "https://[half"}, "BASE_URL"),
    ({"BASE_URL": "https://example.org:99999"}, "BASE_URL"),
    ({"BASE_URL": "https://räksmörgås.example"}, "BASE_URL"),
    ({"BASE_URL": "https://a b.example"}, "BASE_URL"),
    ({"BASE_URL": "http://example.org"}, "https://"),
    ({"BASE_URL": "http://localhost.example.org"}, "https://"),
    ({"BASE_URL": "https://example.org", "RATE_LIMITS": "off"}, "RATE_LIMITS"),
    ({"DATABASE_URL": "mysql://h/d"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:samling.db"}, "DATABASE_URL"),
    ({"KEY_STORE_URL": "mysql://h/d"}, "KEY_STORE_URL"),
    ({"MAIL_URL": "mail.example.org"}, "MAIL_URL"),
    ({"MAIL_URL": "http://mail.example.org"}, "MAIL_URL"),
    ({"MAIL_URL": "smtp://mail.example.org:port"}, "MAIL_URL"),
    ({"MAIL_FROM": "samling"}, "MAIL_FROM"),
    ({"MAIL_FROM": "@"}, "MAIL_FROM"),
    ({"MAIL_FROM": "a@example.org, b@example.org"}, "MAIL_FROM"),
    ({"MAIL_FROM": "samling@example.org\r\nBcc: all@example.org"}, "MAIL_FROM"),
    ({"PORT": "many"}, "PORT must be a whole number"),
    ({"PORT": "0"}, "PORT must be between"),
    ({"PORT": "-1"}, "PORT must be between"),
    ({"PORT": "65536"}, "PORT must be between"),
    ({"WORKERS": "0"}, "WORKERS must be between"),
    ({"WORKERS": "65"}, "WORKERS must be between"),
    ({"MAX_BODY": "1023"}, "MAX_BODY must be between"),
    ({"BODY_DEADLINE": "soon"}, "BODY_DEADLINE must be a number"),
    ({"BODY_DEADLINE": "0"}, "BODY_DEADLINE must be between"),
    ({"BODY_DEADLINE": "-1"}, "BODY_DEADLINE must be between"),
    ({"BODY_DEADLINE": "nan"}, "BODY_DEADLINE must be between"),
    ({"BODY_DEADLINE": "inf"}, "BODY_DEADLINE must be between"),
    ({"DEMO": "perhaps"}, "DEMO must be on or off"),
    ({"TRUSTED_PROXIES": "10.0.0.0/8,proxy.example.org"}, "TRUSTED_PROXIES"),
]


@pytest.mark.parametrize(("environ", "word"), REFUSED, ids=[str(given) for given, _ in REFUSED])
def test_what_cannot_be_used_is_refused_with_a_sentence(
    tmp_path: Path, environ: dict[str, str], word: str
) -> None:
    with pytest.raises(ConfigError, match=word) as refused:
        loaded(tmp_path, **{f"SAMLING_{name}": value for name, value in environ.items()})
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("toml", "word"),
    [
        ("port = ", "not valid TOML"),
        ("prot = 8000", "prot"),
        ('instance = "/elsewhere"', "instance"),
        ("trusted_proxies = 5", "TRUSTED_PROXIES"),
        ("trusted_proxies = [5]", "TRUSTED_PROXIES"),
        ("port = 80.5", "PORT"),
        ("port = true", "PORT"),
        ("[database]\nurl = 1", "database"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(tmp_path: Path, toml: str, word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        loaded(tmp_path, toml)


def test_a_file_in_another_encoding_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes('mail_from = "å@example.org"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="not valid TOML"):
        loaded(tmp_path)


def test_load_tests_may_switch_limits_off_on_this_machine_alone(tmp_path: Path) -> None:
    assert not loaded(tmp_path, SAMLING_RATE_LIMITS="off").rate_limits


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://localhost:1", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:8000", True),
        ("http://forening.localhost", True),
        ("https://localhost.example.org", False),
        ("https://127.0.0.1.example.org", False),
        ("https://user@example.org", False),
    ],
)
def test_this_machine_is_told_from_others_that_look_like_it(url: str, loopback: bool) -> None:
    assert is_loopback_url(url) is loopback


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ({"PORT": "80"}, "localhost"),
        ({"SAMLING_BASE_URL": "http://localhost:80/"}, "localhost"),
        ({"SAMLING_BASE_URL": "https://Samling.Example:443"}, "samling.example"),
        ({"SAMLING_BASE_URL": "https://samling.example:8443"}, "samling.example:8443"),
    ],
)
def test_the_base_url_is_written_as_browsers_write_it(
    tmp_path: Path, given: dict[str, str], host: str
) -> None:
    """Browsers leave out the usual port: with it in the base URL every page would lead to itself for ever."""
    settings = loaded(tmp_path, **given)
    assert settings.base_host == host
    assert is_own_origin(None, f"{settings.base_url.partition(':')[0]}://{host}", settings.base_url)


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        SAMLING_DATABASE_URL="postgresql://samling:hemligt1@h/d",
        SAMLING_KEY_STORE_URL="postgresql://samling:hemligt2@h/k",
        SAMLING_MAIL_URL="smtps://samling:hemligt3@mail.example.org",
        SAMLING_REDIS_URL="redis://:hemligt4@h",
    )
    assert "hemligt" not in repr(replace(settings, master_key="a:hemligt5"))
