"""The claims table: one row per claim, and the selections that every view is made of.

The only place where rows of the store become records. Whole-table work runs on ``columns``, the
same rows coded as integers; nothing else holds claims.
"""

from __future__ import annotations

from kgraph.claims.columns import Columns
from kgraph.claims.grades import regraded
from kgraph.claims.reading import read
from kgraph.claims.selection import DEFAULT_FACTUALITY, Selection, caption
from kgraph.claims.table import ClaimsTable
from kgraph.claims.voices import ALL_VOICES, DEFAULT_VOICES, voice_class

__all__ = [
    "ALL_VOICES",
    "DEFAULT_FACTUALITY",
    "DEFAULT_VOICES",
    "ClaimsTable",
    "Columns",
    "Selection",
    "caption",
    "read",
    "regraded",
    "voice_class",
]
