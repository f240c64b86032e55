"""The networks of the library in the shape of the page's ``networks()``, to compare them."""

from __future__ import annotations

from dataclasses import replace

from kgraph.claims.rollup import rolled_up
from kgraph.measures.record.structure import structure
from kgraph.networks import build


def projection(table, selection, *, rolled=False, opened=()):
    """The networks of a selection; with ``rolled``, bodies stand for those inside, if not opened.

    As networks are made: what had ended by the day is kept, to be listed as lapsed.
    """
    chosen = table.select(replace(selection, lapsed=True))
    # In structure nobody is inside another.
    bound = structure(chosen, None, selection.families)
    if rolled:
        chosen = rolled_up(chosen, table, opened=opened)
    positions = build.positions(chosen)
    conduct = build.conduct(chosen, selection.families)
    influence = build.influence(chosen, selection.families)
    return {
        "ledgers": [network.ledger() for network in (positions, conduct, influence, bound)],
        "structure": {
            "ties": [_tie(tie) for tie in bound.ties],
            "edges": [_edge(edge) for edge in bound.edges],
            "bonds": [
                {"source": bond.source, "relation": bond.relation, "target": bond.target,
                 "kind": bond.kind, "stated": bond.stated, "others": list(bond.others),
                 "claims": sorted(chosen.columns.claim[row] for row in bond.rows)}
                for bond in bound.bonds
            ],
            "lapsed": [_tie(tie) for tie in bound.lapsed],
        },
        "positions": {
            "ties": [_tie(tie) for tie in positions.ties],
            "cells": [
                {"holder": c.holder, "target": c.target, "state": c.state,
                 "claims": list(c.claims)}
                for c in positions.cells.values()
            ],
            "edges": [_position_edge(edge) for edge in positions.edges],
            "lapsed": [_tie(tie) for tie in positions.lapsed],
        },
        "conduct": {
            "ties": [_tie(tie) for tie in conduct.ties],
            "edges": [_edge(edge) for edge in conduct.edges],
            "lapsed": [_tie(tie) for tie in conduct.lapsed],
        },
        "influence": {
            "ties": [_tie(tie) for tie in influence.ties],
            "edges": [_edge(edge) for edge in influence.edges],
            "attempts": [_tie(tie) for tie in influence.attempts],
            "outcomes": [_tie(tie) for tie in influence.outcomes],
            "failures": [_tie(tie) for tie in influence.failures],
            "structure": [_tie(tie) for tie in influence.structure],
            "lapsed": [_tie(tie) for tie in influence.lapsed],
        },
    }  # fmt: skip


def _tie(tie):
    return {
        "source": tie.source,
        "target": tie.target,
        "relation": tie.relation,
        "sign": tie.sign,
        "weight": tie.weight,
        "families": list(tie.families),
        "grade": tie.grade,
        "claims": list(tie.claims),
        "denials": list(tie.denials),
        "disputedBy": list(tie.disputed_by),
        "hollowBy": list(tie.hollow_by),
        "conditional": tie.conditional,
        "from": tie.valid_from,
        "until": tie.valid_until,
        "holds": tie.holds,
    }


def _position_edge(edge):
    return {**_edge(edge), "conditional": all(tie.conditional for tie in edge.ties)}


def _edge(edge):
    return {
        "source": edge.source,
        "target": edge.target,
        "sign": edge.sign,
        "weight": round(edge.weight, 9),
        "ties": len(edge.ties),
        "hollow": edge.hollow,
        "families": dict(edge.families),
        "low": round(edge.low, 9),
        "high": round(edge.high, 9),
    }
