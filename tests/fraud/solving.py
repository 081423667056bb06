"""What a browser does: solve a puzzle, and put the proof into the form."""

from __future__ import annotations

from typing import Any

from altcha import Challenge, Payload, Solution, solve_challenge

from app.fraud import proofs
from app.petitions.models import Petition


def solve(puzzle: dict[str, Any]) -> str:
    """Do the work, and give what stands in the form."""
    challenge = Challenge.from_dict(puzzle)
    solution = solve_challenge(challenge, counter_start=proofs.TRIES * puzzle_level(puzzle) // 2)
    assert isinstance(solution, Solution)
    return Payload(challenge, solution).to_base64()


def puzzle_level(puzzle: dict[str, Any]) -> int:
    """Say how many times the least work a puzzle asks for."""
    level: int = puzzle["parameters"]["data"]["level"]
    return level


def make_proof(petition: Petition, level: int = 1) -> str:
    """Solve a puzzle of a petition that was set now."""
    return solve(proofs.set_puzzle(petition.id, level))
