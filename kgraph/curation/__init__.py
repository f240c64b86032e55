"""Curation: passages, the text of Turtle files, and checks."""

from __future__ import annotations
