"""What a set of Parquet files holds: which tables, which columns of which types.

A set is a folder: ``claims/`` with a row per claim, ``leads/`` with a row per claim and ordered
pair that it leads from and to (both in parts by the year of report), and ``record/`` with what is
needed to read them: entities, relations, documents, words, grades, disputes.
"""

from __future__ import annotations

import typing
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from kgraph.errors import MissingPackage
from kgraph.model import DecisionRule, Dispute, Document, Entity, Grade, Relation, Word

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "CLAIMS", "DAYS", "LEADS", "OPEN", "PARTITION", "RECORD", "RECORDS", "SCHEMA", "SPOKEN",
    "arrow", "is_set", "only_set", "schema",
]  # fmt: skip

#: The version of this layout, in the metadata of every file.
SCHEMA = "2"
#: In which parts of a table its rows lie: by the year of report, or ``unknown``.
PARTITION = "reported_year"

#: Columns that are as in the claims table, by kind.
_PLAIN = {
    "text": (
        "claim", "document", "subject", "relation", "object", "claimant", "origin", "factuality",
        "modality", "mode", "voice", "lever_family", "status", "bound", "wording", "group",
        "condition", "when", "asserted", "gloss", "note", "memo",
    ),
    "texts": (
        "speaks_for", "via", "context", "topic", "affected", "place", "before", "during", "after",
        "passage", "sentence", "denies", "disputes", "disputed_by", "corroborated_by", "includes",
        "coder", "tag",
    ),
    "wholes": ("paragraph",),
    "whole": ("polarity", "intensity"),
    "number": ("certainty",),
    "flag": ("on_itself",),
    "day": ("valid_from", "valid_until", "surely_from", "surely_until", "reported_on"),
}  # fmt: skip
DAYS = _PLAIN["day"]
#: What only other programs read of a claim: names, and the valence in hundredths.
SPOKEN = {
    "subject_label": "text", "relation_label": "text", "object_label": "text",
    "claimant_label": "text", "family": "text", "valence_100": "whole",
}  # fmt: skip
#: The columns of the claims; a value is a text with the kind of what it was.
CLAIMS: dict[str, str] = {
    **{name: kind for kind, names in _PLAIN.items() for name in names},
    "value": "text", "value_kind": "text", **SPOKEN,
}  # fmt: skip
#: The columns of who leads to whom. ``value`` is in hundredths: the valence of conduct (0 for
#: contact), the sign of a position, the number of a lever's grade; ``voice`` keeps a party's word
#: on itself apart; ``momentary`` tells acts, of which a day says other things than of what lasts.
LEADS: dict[str, str] = {
    "claim": "text", "kind": "text", "source": "text", "target": "text", "relation": "text",
    "family": "text", "value": "whole", "polarity": "whole", "factuality": "text",
    "voice": "text", "actual": "flag", "conditional": "flag", "momentary": "flag",
    "disputed": "flag", "document": "text", "publisher": "text", "speakers": "texts",
    "valid_from": "day", "valid_until": "day", "surely_from": "day", "surely_until": "day",
    "reported_on": "day",
}  # fmt: skip

#: Records of the claims table by the name of their file.
RECORDS: dict[str, type[Any]] = {
    "entities": Entity, "relations": Relation, "documents": Document, "grades": Grade,
    "words": Word, "decision_rules": DecisionRule, "disputes": Dispute,
}  # fmt: skip
_KINDS: dict[Any, str] = {
    str: "text", int: "whole", float: "number", bool: "flag", int | None: "whole",
    float | None: "number", tuple[str, ...]: "texts", tuple[tuple[str, float], ...]: "notes",
}  # fmt: skip


def _columns(record: type[Any]) -> dict[str, str]:
    hints = typing.get_type_hints(record)
    return {field.name: _KINDS[hints[field.name]] for field in fields(record)}


#: All tables of the record: name to columns.
RECORD: dict[str, dict[str, str]] = {
    **{name: _columns(record) for name, record in RECORDS.items()},
    "thresholds": {"id": "text", "number": "number"},
    "own_grades": {"id": "text", "grade": "text"},
    "different": {"first": "text", "second": "text"},
}
#: Columns in which there may be none.
OPEN = {
    "value",
    "valence_100",
    "position",
    "valence",
    *DAYS,
}


def arrow() -> tuple[Any, Any, Any]:
    """Return pyarrow with its modules of computing and of Parquet; raises ``MissingPackage``."""
    try:
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingPackage("pyarrow", "parquet") from None
    return pa, pc, pq


def schema(columns: dict[str, str], about: dict[str, str] | None = None) -> Any:
    """Return the pyarrow schema of columns by kind, with metadata."""
    pa, _, _ = arrow()
    types = {
        "text": pa.string(), "texts": pa.list_(pa.string()), "whole": pa.int32(),
        "wholes": pa.list_(pa.int32()), "number": pa.float64(), "flag": pa.bool_(),
        "day": pa.date32(), "notes": pa.map_(pa.string(), pa.float64()),
    }  # fmt: skip
    return pa.schema([(name, types[kind]) for name, kind in columns.items()], metadata=about)


def is_set(path: Path) -> bool:
    """Whether a folder holds a set of Parquet files, be it whole or not."""
    part = f"{PARTITION}=*/*.parquet"
    return not (path / "data").is_dir() and any(
        next((path / name).glob(files), None) is not None
        for name, files in (("record", "*.parquet"), ("claims", part), ("leads", part))
    )


def only_set(path: Path) -> bool:
    """Whether a folder holds a set and nothing else, so that it may be replaced."""
    return is_set(path) and {one.name for one in path.iterdir()} <= {"claims", "leads", "record"}
