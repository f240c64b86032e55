"""Whose word a claim is, and whom it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgraph.model import Claim

__all__ = ["ALL_VOICES", "DEFAULT_VOICES", "participants", "speakers", "voice_class"]

#: Whose word counts in a network unless asked otherwise (decision: reports, and actors on
#: themselves); the other classes are switches.
DEFAULT_VOICES = ("reporting", "party-on-itself")
ALL_VOICES = (*DEFAULT_VOICES, "party-on-others", "analysis", "witness")


def voice_class(claim: Claim) -> str:
    """Return the voice of a claim with a party's word on itself and on others kept apart.

    Returns
    -------
    str
        One of ``ALL_VOICES``, or ``""`` for a claim that nobody stands behind (distanced).
    """
    if claim.voice != "party":
        return claim.voice
    return "party-on-itself" if claim.on_itself else "party-on-others"


def participants(claim: Claim) -> set[str]:
    """Return whom and what a claim is about."""
    return {claim.subject, claim.object, *claim.affected, *claim.topic, *claim.context}


def speakers(claim: Claim) -> set[str]:
    """Return the claimant of a claim and those it speaks for."""
    return {claim.claimant, *claim.speaks_for}
