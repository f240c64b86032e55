"""Dyads counted claim by claim, as they are defined, for comparison with those of an engine."""

from __future__ import annotations

from collections import defaultdict

from kgraph.claims import ClaimsTable
from kgraph.model import ANSWERS
from kgraph.tables.dyads import Asked, DyadRow

_LENGTH = {"all": 0, "year": 4, "month": 7, "day": 10}


def counted(record: ClaimsTable, asked: Asked) -> list[DyadRow]:
    """Return the rows of dyads, from every claim of a selection in turn."""
    kinds = {"conduct": ["conduct"], "positions": ["position"], "influence": ["means", "unmet"]}
    table = record.select(asked.selection)
    leads = list(table.leads.of_claims(table.columns))
    found = defaultdict(list)
    for said in table:
        day = said.reported_on if asked.by == "reported" else said.valid_from
        for kind, source, target, _ in leads[table.columns.place[said.claim]]:
            if kind not in kinds[asked.layer] or said.modality != "actual" or not said.polarity:
                continue
            if (kind != "position" and said.condition) or (kind == "unmet" and said.polarity > 0):
                continue
            if asked.actors and source not in asked.actors:
                continue
            if asked.actors and kind != "position" and target not in asked.actors:
                continue
            relation = table.relations[said.relation]
            usual = relation.family
            if kind == "means":
                usual = relation.lever_family or usual
            family = usual if kind == "conduct" else said.lever_family or usual
            wanted = asked.selection.families
            if kind != "position" and wanted and family not in wanted:
                continue
            found[source, target, day[: _LENGTH[asked.period]]].append((said, kind))
    rows = []
    for (source, target, period), several in sorted(found.items()):
        says = [ANSWERS[table.answers[table.columns.place[said.claim]]] for said, _ in several]
        every = [(said, kind, held) for (said, kind), held in zip(several, says, strict=True)]
        stated = [one for one in every if one[0].polarity > 0 and one[2] != "lapsed"]
        values = [_value(table, said, kind) for said, kind, _ in stated]
        unmet = [one for one in every if one[1] == "unmet" and one[2] not in {"mayHold", "lapsed"}]
        denied = [
            one for one in every
            if one[0].polarity < 0 and one[1] != "unmet" and one[2] != "lapsed"
        ]  # fmt: skip
        lapsed = [
            one for one in every
            if one[2] == "lapsed" and (one[0].polarity > 0 or one[1] == "unmet")
        ]  # fmt: skip
        if max(len(values), len(unmet), len(lapsed)) < asked.least:
            continue
        names = [said.claim for said, _ in several]
        held = [one[2] for one in (*stated, *unmet)]
        rows.append({
            "source": source, "source_label": table.label(source),
            "target": target, "target_label": table.label(target), "period": period,
            "n": len(values), "n_pos": sum(v > 0 for v in values),
            "n_neg": sum(v < 0 for v in values), "n_denied": len(denied), "n_unmet": len(unmet),
            "n_may_hold": sum(one[2] == "mayHold" for one in stated),
            "n_not_stated": sum(one[2] == "notStated" for one in stated),
            "n_lapsed": len(lapsed), "holds": min(held, key=ANSWERS.index, default="lapsed"),
            "sum_100": sum(values), "sum_sq_100": sum(v * v for v in values),
            "claims": sorted({min(names), max(names)}),
        })  # fmt: skip
    return rows


def _value(table: ClaimsTable, said, kind: str) -> int:
    relation = table.relations[said.relation]
    if kind == "position":
        return 100 * relation.position
    if kind == "conduct":
        return 0 if relation.contact else round(100 * relation.valence)
    own = table.own_grades.get(said.claim) if relation.lever else None
    grade = own or relation.lever
    return round(100 * table.grades[grade].number) if grade else 0
