from __future__ import annotations

import asyncio
import gzip
import threading

import brotli
import pytest

from app.core.pages import Kept, drop_kept, generation, kept, kept_mark
from app.server.front import Front
from tests.server.calls import ask, get, together
from tests.server.conftest import Clock
from tests.server.tiny import PAGE, Counter


def test_a_page_is_rendered_once_a_second(front: Front, counter: Counter, clock: Clock) -> None:
    first = get(front, "/sidan")
    counter.count = 1
    clock.at += 0.99
    assert get(front, "/sidan").body == first.body
    assert counter.renders == 1
    clock.at += 0.02
    assert get(front, "/sidan").body.endswith(b"<p>1</p>")
    assert counter.renders == 2


def test_a_write_makes_pages_old_at_once(front: Front, counter: Counter) -> None:
    get(front, "/sidan")
    counter.count = 7
    drop_kept()
    assert get(front, "/sidan").body.endswith(b"<p>7</p>")


def test_a_storm_of_writes_does_not_become_a_storm_of_renderings(
    front: Front, counter: Counter, clock: Clock
) -> None:
    for _ in range(1000):
        counter.count += 1
        drop_kept()
        get(front, "/sidan")
        clock.at += 0.002
    assert counter.renders < 20, "Two seconds of writes may cause a few renderings a second."
    clock.at += 0.3
    assert get(front, "/sidan").body.endswith(b"<p>1000</p>"), "The last write must show soon after."


def test_a_file_with_a_digest_in_its_address_is_rendered_once(
    front: Front, counter: Counter, clock: Clock
) -> None:
    first = get(front, "/static/abc/main.css")
    clock.at += 100_000
    drop_kept()
    assert get(front, "/static/abc/main.css") == first
    assert counter.renders == 1
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_kept_page_may_be_stored_by_proxies_for_a_moment(front: Front) -> None:
    got = get(front, "/sidan")
    assert got.headers["cache-control"] == "public, max-age=0, s-maxage=1, stale-if-error=3600"
    assert got.headers["vary"] == "Accept-Encoding"
    assert "set-cookie" not in got.headers


def test_compressed_bytes_are_kept_too(front: Front, counter: Counter) -> None:
    plain = get(front, "/sidan")
    packed = get(front, "/sidan", accept_encoding="gzip, br")
    zipped = get(front, "/sidan", accept_encoding="gzip, br;q=0")
    assert packed.headers["content-encoding"] == "br"
    assert brotli.decompress(packed.body) == plain.body
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert "content-encoding" not in plain.headers
    assert len({got.headers["etag"] for got in (plain, packed, zipped)}) == 3
    assert counter.renders == 1


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("br", "br"),
        ("GZIP", "gzip"),
        ("gzip;q=0.5, br;q=0.1", "br"),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0.000, gzip;q=0", None),
        ("identity", None),
        ("deflate, zstd", None),
        ("brr, xgzip", None),
        ("gzip ; q = 0", None),
        (",,;;q=,", None),
    ],
)
def test_accept_encoding_is_understood(front: Front, header: str, coding: str | None) -> None:
    assert get(front, "/sidan", accept_encoding=header).headers.get("content-encoding") == coding


def test_what_has_not_changed_is_not_sent_again(front: Front, counter: Counter) -> None:
    first = get(front, "/sidan", accept_encoding="br")
    tag = first.headers["etag"]
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = get(front, "/sidan", accept_encoding="br", if_none_match=header)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert "content-length" not in again.headers
    assert get(front, "/sidan", accept_encoding="br", if_none_match='"other"').status == 200
    assert get(front, "/sidan", if_none_match=tag).status == 200, "Another coding has another tag."


def test_head_is_answered_from_the_same_page(front: Front, counter: Counter) -> None:
    full = get(front, "/sidan")
    head = asyncio.run(ask(front, "/sidan", method="HEAD"))
    assert head.headers == full.headers
    assert counter.renders == 1


def test_what_trackers_add_changes_nothing(front: Front, counter: Counter) -> None:
    bodies = {get(front, "/sidan", query).body for query in ("", "fbclid=1", "utm_source=x&utm_medium=y")}
    assert len(bodies) == 1
    assert counter.renders == 1


def test_only_listed_parameters_reach_a_kept_page(front: Front, counter: Counter) -> None:
    first = get(front, "/lista", "sort=namn&fbclid=1&sida=2").body
    second = get(front, "/lista", "sida=2&utm_source=x&sort=namn").body
    assert first == second
    assert first.startswith(b"sida=2&sort=namn|")
    assert counter.renders == 1
    assert get(front, "/lista", "sida=3").body.startswith(b"sida=3|")
    assert get(front, "/lista", "&".join(f"a{i}=1" for i in range(500))).body.startswith(b"|")


def test_nothing_of_the_visitor_reaches_a_kept_page(front: Front) -> None:
    got = get(front, "/lista", cookie="session=mine", user_agent="x", accept_language="en", authorization="y")
    assert got.body == b"|['Host']"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost", "localhost:8001", "LOCALHOST:8000.evil.example"]
)
def test_another_host_is_left_to_flask(front: Front, counter: Counter, host: str) -> None:
    get(front, "/sidan", host=host)
    get(front, "/sidan", host=host)
    assert counter.renders == 2
    assert len(front.store) == 0


def test_the_name_of_the_host_is_not_case_sensitive(front: Front, counter: Counter) -> None:
    get(front, "/sidan", host="LocalHost:8000")
    assert len(front.store) == 1


def test_an_unmarked_page_is_not_kept(front: Front) -> None:
    assert get(front, "/plain").body == b"plain"
    assert len(front.store) == 0


@pytest.mark.parametrize("accept", ["", "br, gzip"])
def test_a_page_that_is_not_kept_is_not_compressed(front: Front, accept: str) -> None:
    assert "content-encoding" not in get(front, "/environ", accept_encoding=accept).headers


def test_a_cookie_on_a_kept_page_is_refused_and_told(
    front: Front, counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    counter.cookie = True
    got = get(front, "/sidan")
    assert got.status == 200
    assert "set-cookie" not in got.headers
    assert len(front.store) == 0
    assert "not the same for everyone: it sets a cookie" in caplog.text


@pytest.mark.parametrize("status", [404, 410, 302, 201])
def test_only_whole_pages_are_kept(front: Front, counter: Counter, clock: Clock, status: int) -> None:
    get(front, "/sidan")
    counter.status = status
    clock.at += 2
    assert get(front, "/sidan").status == status, "A page taken away must not be served any longer."
    assert len(front.store) == 0


def test_the_page_before_stands_in_for_one_that_fails(
    front: Front, counter: Counter, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    first = get(front, "/sidan")
    counter.fails = True
    clock.at += 5
    assert get(front, "/sidan") == first
    renders = counter.renders
    get(front, "/sidan")
    assert counter.renders == renders, "It waits a second before it tries again."
    assert "cannot be rendered" in caplog.text
    clock.at += 3600
    assert get(front, "/sidan").status == 500, "An hour is the limit."
    counter.fails = False
    clock.at += 2
    assert get(front, "/sidan").status == 200


def test_a_failure_without_a_page_before_is_told(front: Front, counter: Counter) -> None:
    counter.fails = True
    got = get(front, "/sidan")
    assert got.status == 500
    assert got.headers["x-content-type-options"] == "nosniff"


def test_many_at_once_wait_for_one_rendering(front: Front, counter: Counter) -> None:
    counter.hold = threading.Event()
    threading.Timer(0.3, counter.hold.set).start()
    answers = asyncio.run(together(front, "/sidan", 100))
    assert counter.renders == 1
    assert {got.status for got in answers} == {200}


def test_a_visitor_sees_her_own_write_though_a_rendering_was_under_way(
    front: Front, counter: Counter
) -> None:
    async def story() -> bytes:
        counter.hold = threading.Event()
        early = asyncio.create_task(ask(front, "/sidan"))
        while counter.renders == 0:  # noqa: ASYNC110 (it is counted in another thread)
            await asyncio.sleep(0.01)
        assert (await ask(front, "/form", method="POST", body=b"a=b")).status == 200
        mine = asyncio.create_task(ask(front, "/sidan"))
        await asyncio.sleep(0.05)
        counter.hold.set()
        await early
        return (await mine).body

    assert asyncio.run(story()).endswith(b"<p>1</p>")
    assert counter.renders == 2


def test_a_slow_rendering_does_not_hold_up_who_can_have_the_page_before(
    front: Front, counter: Counter, clock: Clock
) -> None:
    first = get(front, "/sidan")
    front._renderer._patience = 0.1

    async def story() -> None:
        counter.hold = threading.Event()
        clock.at += 2
        assert (await asyncio.wait_for(ask(front, "/sidan"), 5)) == first
        counter.hold.set()

    asyncio.run(story())


def test_english_pages_are_found_behind_their_prefix(front: Front, counter: Counter) -> None:
    # the tiny application has no language layer, so that the page itself is not there
    assert get(front, "/en/sidan").status == 404
    assert front._mark("/en/sidan") == Kept(1.0, ())
    assert front._mark("/english") is None


def test_a_body_or_a_second_host_is_not_answered_from_the_store(front: Front, counter: Counter) -> None:
    get(front, "/sidan")
    got = asyncio.run(ask(front, "/sidan", body=b"x", headers={"content-length": "1"}))
    assert got.status == 200
    assert counter.renders == 2


def test_every_answer_carries_the_safety_headers(front: Front) -> None:
    for path in ("/sidan", "/plain", "/nothing", "/broken", "/export"):
        assert get(front, path).headers["content-security-policy"].startswith("default-src 'none'"), path


def test_a_mark_is_found_through_other_decorators() -> None:
    @kept(seconds=3, query=("q",))
    def view() -> str:
        return PAGE

    assert kept_mark(view) == Kept(3, ("q",))
    assert kept_mark(len) is None
    assert kept_mark(None) is None
    with pytest.raises(ValueError, match="positive"):
        kept(seconds=0)


def test_a_write_gives_a_new_generation() -> None:
    before = generation()
    drop_kept()
    assert generation() != before
