"""Graphs on other machines: triple stores that hold a dossier, by SPARQL and Graph Store."""

from __future__ import annotations

__all__ = ["is_address"]


def is_address(path: object) -> bool:
    """Whether what is named as a dossier is the address of an endpoint."""
    return isinstance(path, str) and path.lower().startswith(("http://", "https://"))
