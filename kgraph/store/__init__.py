"""The store: Oxigraph over curated claims, the vocabulary, and what rules derive from them."""

from __future__ import annotations
