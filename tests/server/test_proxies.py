from __future__ import annotations

import json
from collections.abc import Callable

from tests.server.served import Served


def test_without_a_trusted_proxy_nobody_can_choose_an_address(served: Served) -> None:
    seen = json.loads(served.get("/environ", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="https")[2])
    assert seen["REMOTE_ADDR"] == "127.0.0.1"
    assert seen["wsgi.url_scheme"] == "http"


def test_a_trusted_proxy_is_believed_about_the_last_step_only(serve_tiny: Callable[..., Served]) -> None:
    served = serve_tiny(PROXIES="127.0.0.0/8 10.0.0.0/8")
    claimed = "198.51.100.1, 203.0.113.9, 10.1.2.3"
    seen = json.loads(served.get("/environ", X_Forwarded_For=claimed, X_Forwarded_Proto="https")[2])
    assert seen["REMOTE_ADDR"] == "203.0.113.9"
    assert seen["wsgi.url_scheme"] == "https"
    assert not [name for name in seen if "FORWARD" in name]
