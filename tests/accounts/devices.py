"""Devices that keep passkeys, in software, plugged into a browser by its developer tools."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Page


def plug_in(page: Page, *, verifies: bool = True) -> tuple[CDPSession, str]:
    """Give the browser a device that keeps passkeys, whose owner shows herself or does not."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]
