"""The puzzle that a browser solves while its owner fills in the form."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify
from flask.typing import ResponseReturnValue

from app.core import i18n, rate
from app.core.access import public
from app.fraud import networks, proofs
from app.petitions import queries as petitions

bp = Blueprint("fraud", __name__, url_prefix="/namninsamlingar")

LIMIT = "120 per minute"
"""Puzzles for one network. Whoever gets none signs without."""


@bp.get("/<slug>/prov")
@public
def puzzle(slug: str) -> ResponseReturnValue:
    """Set a puzzle for a petition that can be signed, harder where very many sign from one network."""
    petition = petitions.get_signable(slug, i18n.language())
    network = rate.client_network()
    if not petition.is_open:
        abort(410)
    if not rate.allow("puzzle", LIMIT, network):
        abort(429)
    return jsonify(proofs.set_puzzle(petition.id, networks.count_lately(petition.id, network).level))
