"""All pages about signing in, on one blueprint."""

from __future__ import annotations

from app.accounts import factors_manage, forgotten_views, own_manage, passkeys_views, prove_views, views

PAGES = (views, forgotten_views, prove_views, passkeys_views, own_manage, factors_manage)
"""Each adds its pages to the blueprint when it is imported."""

bp = views.bp
