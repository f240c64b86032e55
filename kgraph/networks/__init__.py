"""From claims to networks: positions, conduct and influence, never mixed."""

from __future__ import annotations
