"""The claims table beyond one process: a set of Parquet files, and dyads counted by an engine."""

from __future__ import annotations

from kgraph.tables.dyads import Dyads, Source
from kgraph.tables.layout import is_set
from kgraph.tables.reading import read

__all__ = ["Dyads", "Source", "is_set", "read"]
