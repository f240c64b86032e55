"""Who leads to whom how often, counted by an engine: one expression of Ibis for all of them.

What is counted are leads, the rows that every network is a grouping of. Sums are of whole numbers,
so that every engine gives the same; nothing is divided, and nothing is netted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypedDict, get_args

import numpy as np

from kgraph.claims.days import HOLDS, LAPSED, MAY_HOLD, NOT_STATED, NOT_THEN
from kgraph.claims.lookup import Lookup
from kgraph.claims.selection import DEFAULT_FACTUALITY, Selection
from kgraph.claims.table import REACH_BACK
from kgraph.claims.voices import ALL_VOICES, DEFAULT_VOICES
from kgraph.errors import BadOption, LimitError, MissingPackage, UnknownName
from kgraph.measures.influence.influence import Influence
from kgraph.model import ANSWERS
from kgraph.networks import build
from kgraph.result import Face, Result
from kgraph.tables import days, reading, writing
from kgraph.tables.layout import CLAIMS, SPOKEN, arrow
from kgraph.text import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgraph.claims import ClaimsTable
    from kgraph.networks.network import Network
    from kgraph.text import Shown

__all__ = ["LAYERS", "MOST_CLAIMS", "MOST_GROUPS", "By", "DyadRow", "Dyads", "Period", "Source"]

#: Kinds of leads of each layer: those that are counted, and those that its network is made of.
LAYERS = {"conduct": ("conduct",), "positions": ("position",), "influence": ("means", "unmet")}
_NETWORKS: dict[str, tuple[str, ...]] = {
    "conduct": ("conduct",),
    "positions": ("position",),
    "influence": ("position", "means", "attempt", "outcome", "structure", "unmet"),
}
Period = Literal["day", "month", "year", "all"]
By = Literal["held", "reported"]
#: Dyads that are fetched; with more, narrower options are asked for.
MOST_GROUPS = 1_000_000
#: Claims that are fetched for a network; with more, it is made of one of each sort.
MOST_CLAIMS = 100_000
#: Options of a selection that leads can answer.
_TAKEN = {
    "as_of", "known_by", "window", "reach_back", "lens", "families", "voices", "min_factuality",
    "disputed", "only_disputed",
}  # fmt: skip


class DyadRow(TypedDict):
    """How often one leads to another in a period.

    ``n`` claims affirm it, of which ``n_pos`` for and ``n_neg`` against, the rest neither;
    ``n_denied`` deny it, and ``n_unmet`` report a duty as unmet (influence only). Of the ``n``,
    ``n_may_hold`` may hold on the day asked about, or at the end of the record, and
    ``n_not_stated`` give no day; what ``n_lapsed`` more affirm or report had ended. ``holds`` is
    what the surest says of the day, ``lapsed`` where all had ended. ``sum_100`` and ``sum_sq_100``
    are sums of the values of the ``n`` claims, in hundredths, and of their squares. ``claims`` are
    samples: the first and the last by id.
    """

    source: str
    source_label: str
    target: str
    target_label: str
    period: str
    n: int
    n_pos: int
    n_neg: int
    n_denied: int
    n_unmet: int
    n_may_hold: int
    n_not_stated: int
    n_lapsed: int
    holds: str
    sum_100: int
    sum_sq_100: int
    claims: list[str]


@dataclass(frozen=True)
class Asked:
    """What is counted: a layer of a selection, by periods, among actors, of so many claims.

    ``certain`` are the factualities that are sure enough for the selection; ``day``, ``reach_back``
    and ``end`` are those of ``claims.days.answers``.
    """

    layer: str
    selection: Selection
    period: Period = "all"
    by: By = "reported"
    actors: tuple[str, ...] = ()
    least: int = 1
    certain: tuple[str, ...] = ()
    day: dt.date = dt.date.max
    reach_back: int = REACH_BACK
    end: dt.date | None = None


@dataclass(frozen=True, eq=False)
class Source:
    """Where the rows of a claims table lie: tables of any engine that Ibis speaks to.

    Parameters
    ----------
    leads, claims : ibis.Table
        Rows as in the folders ``leads/`` and ``claims/`` of a set.
    record : ClaimsTable
        What is needed to read them, without claims.
    connection : ibis.BaseBackend
        The engine.
    """

    leads: Any
    claims: Any
    record: ClaimsTable
    connection: Any

    @classmethod
    def of_set(cls, path: Path | str, connection: Any = None) -> Source:
        """Return the source of a set of Parquet files, read by a connection of Ibis.

        DuckDB reads them unless another connection is given. Raises as ``tables.read`` does.
        """
        folder = Path(path)
        reading.looked_through(folder)
        known = reading.record(folder)
        opened = _connection(connection)
        leads, claims = (
            opened.read_parquet(f"{(folder / name).resolve()}/*/*.parquet")
            for name in ("leads", "claims")
        )
        return cls(leads, claims, known, opened)

    @classmethod
    def of_tables(cls, leads: Any, claims: Any, record: Path | str) -> Source:
        """Return the source of two tables of an engine; ``record`` is the folder of the set."""
        return cls(leads, claims, reading.record(Path(record)), leads.get_backend())

    @classmethod
    def of_claims(cls, table: ClaimsTable, connection: Any = None) -> Source:
        """Return the source of a claims table in memory, which a connection of Ibis counts."""
        ibis = _ibis()
        opened = _connection(connection)
        leads, claims = (ibis.memtable(made(table)) for made in (writing.leads, writing.claims))
        empty = reading.table_of(writing.claims(table.with_claims(())), table, "")
        known = replace(empty, selection=Selection(), rolled=False)
        return cls(leads, claims, known, opened)

    def dyads(
        self,
        layer: str = "conduct",
        *,
        period: Period = "all",
        by: By = "reported",
        actors: Sequence[str] = (),
        least: int = 1,
        **options: Any,
    ) -> Dyads:
        """Return who leads to whom in a layer, counted by the engine.

        Parameters
        ----------
        layer : {"conduct", "positions", "influence"}
            What is counted.
        period : {"day", "month", "year", "all"}
            What a row covers.
        by : {"reported", "held"}
            Which day tells the period: by which a claim was reported, or from which it holds.
        actors : sequence of str
            Names: both ends, or the holder of a position, are among them; all if not given.
        least : int
            Claims that a dyad has at least in a period.
        **options
            as_of, known_by, window, reach_back, lens, families, voices, min_factuality,
            disputed, only_disputed, as for the networks, with their defaults.

        Raises
        ------
        UnknownName, BadOption
            For an unknown layer, period or name; for an option that leads cannot answer.
        LimitError
            If there are more than 1,000,000 dyads.
        """
        asked = self.asked(layer, period=period, by=by, actors=actors, least=least, **options)
        found = expression(self.leads, asked)
        rows = self.fetched(found.limit(MOST_GROUPS + 1))
        if rows.num_rows > MOST_GROUPS:
            raise LimitError(_too_many(self.number(found.count()), asked))
        return Dyads(self, asked, _sorted(rows))

    def asked(
        self,
        layer: str,
        *,
        period: Period = "all",
        by: By = "reported",
        actors: Sequence[str] = (),
        least: int = 1,
        **options: Any,
    ) -> Asked:
        """Return what ``dyads`` counts for these options, checked; raises as it does."""
        for name, value, known in (
            ("layer", layer, tuple(LAYERS)),
            ("period", period, get_args(Period)),
            ("day", by, get_args(By)),
        ):
            if value not in known:
                raise UnknownName(value, name, known)
        if least < 1:
            message = f"A dyad has at least one claim, not {least}."
            raise BadOption(message)
        for name in sorted(options.keys() - _TAKEN):
            message = f"Dyads cannot be chosen by {name}; they take {', '.join(sorted(_TAKEN))}."
            raise BadOption(message)
        lookup = Lookup(self.record)
        options["voices"] = options.get("voices") or DEFAULT_VOICES
        options["min_factuality"] = options.get("min_factuality") or DEFAULT_FACTUALITY
        # What had ended by the day is kept, as for the networks, and counted apart.
        selection = replace(lookup.selection(**options), lapsed=True)
        bound = self.record.certainty(selection.min_factuality) - 1e-9
        certain = sorted(
            word.id
            for word in self.record.words.values()
            if word.scheme == "FactualityScheme" and word.number("certainty") >= bound
        )
        who = tuple(lookup.entity(name, "actor").id for name in actors)
        back = selection.reach_back
        if back is None:
            back = int(self.record.thresholds.get("reachBack", REACH_BACK))
        end = self.record.end
        day = selection.as_of or end or dt.date.max
        return Asked(layer, selection, period, by, who, least, tuple(certain), day, back, end)

    def fetch(self, ids: Iterable[str]) -> ClaimsTable:
        """Return claims by id, with those that dispute, deny or corroborate them, as a table."""
        wanted = set(ids)
        rows = self._rows(wanted)
        beside: set[str] = set()
        for name in ("disputed_by", "disputes", "denies", "corroborated_by", "includes"):
            for several in rows[name].to_pylist():
                beside.update(several)
        if beside - wanted:
            pa, _, _ = arrow()
            rows = pa.concat_tables([rows, self._rows(beside - wanted)])
        return reading.table_of(rows, self.record, "claims")

    def fetched(self, found: Any) -> Any:
        """Return the rows of an expression as a table of Arrow."""
        return self.connection.to_pyarrow(found)

    def number(self, found: Any) -> int:
        """Return the number that an expression gives."""
        return int(self.connection.to_pyarrow(found).as_py())

    def owed(self) -> Any:
        """Return the claims that say of a promise that it is owed, as a column."""
        promises = [one.id for one in self.record.relations.values() if one.promise]
        of_duty = self.claims["modality"] == "duty"
        return self.claims.filter(of_duty & self.claims["relation"].isin(promises))["claim"]

    def _rows(self, ids: set[str]) -> Any:
        names = [name for name in CLAIMS if name not in SPOKEN]
        chosen = self.claims.filter(self.claims["claim"].isin(sorted(ids or {""})))
        return self.fetched(chosen.select(*names))


@dataclass(frozen=True, eq=False, repr=False)
class Dyads(Result[DyadRow]):
    """Who leads to whom how often; the claims behind it are fetched when somebody asks."""

    title = "Dyads"
    tells = "How many claims lead from whom to whom, for and against, by period."
    shown: ClassVar[Shown] = {
        "who": "source_label", "whom or what": "target_label", "period": "period", "claims": "n",
        "for": "n_pos", "against": "n_neg", "denied": "n_denied", "lapsed": "n_lapsed",
        "such as": "claims",
    }  # fmt: skip

    source: Source
    asked: Asked
    found: Any = field(repr=False)
    face: Face | None = field(default=None, kw_only=True)

    @property
    def table(self) -> ClaimsTable:
        """The record, without its claims: labels, caption and data version."""
        return replace(self.source.record, selection=self.asked.selection)

    def __len__(self) -> int:
        return int(self.found.num_rows)

    def rows(self) -> list[DyadRow]:
        """Return one dict per dyad and period, by source, target and period."""
        label = self.source.record.label
        return [
            {
                "source": row["source"],
                "source_label": label(row["source"]),
                "target": row["target"],
                "target_label": label(row["target"]),
                "period": _period(row["period"]),
                "n": row["n"],
                "n_pos": row["n_pos"],
                "n_neg": row["n_neg"],
                "n_denied": row["n_denied"],
                "n_unmet": row["n_unmet"],
                "n_may_hold": row["n_may_hold"],
                "n_not_stated": row["n_not_stated"],
                "n_lapsed": row["n_lapsed"],
                "holds": ANSWERS[row["holds"]],
                "sum_100": row["sum_100"],
                "sum_sq_100": row["sum_sq_100"],
                "claims": sorted({row["first"], row["last"]}),
            }
            for row in self.found.to_pylist()
        ]

    def notes(self) -> tuple[str, ...]:
        """Return that claims are samples."""
        return ("The claims of a row are samples, its first and its last; fetch gives all.",)

    @cached_property
    def counted(self) -> dict[str, int]:
        """How many affirm and deny, over all rows; a claim counts once for each of its dyads."""
        names = ("n", "n_denied", "n_unmet", "n_lapsed")
        return {name: sum(self.found[name].to_pylist()) for name in names}

    def fetch(
        self, source: str | None = None, target: str | None = None, *, most: int = MOST_CLAIMS
    ) -> ClaimsTable:
        """Return the claims behind the dyads, or behind those of one source or target, by name.

        Parameters
        ----------
        source, target : str, optional
            Names of either end.
        most : int
            Claims that are fetched at most: of more, the first by id of each sort (ends, relation,
            polarity, condition, family, grade, what it says of the day).

        Returns
        -------
        ClaimsTable
            Those claims of the selection, with what had lapsed; its record has those besides that
            dispute them.
        """
        return self._fetched(source, target, most, LAYERS[self.asked.layer])[0]

    def network(self, *, most: int = MOST_CLAIMS) -> Network[Any]:
        """Return the network of the dyads: positions, conduct or levers, made of their claims.

        Of more than ``most`` claims it is made of samples, one of each sort, and says so: ends,
        signs, weights, families and grades are those of all claims, while documents, days and
        disputes are those of the samples, and how many claims there are the dyads tell.
        """
        kinds, families = _NETWORKS[self.asked.layer], self.asked.selection.families
        table, part = self._fetched(None, None, most, kinds)
        made: Network[Any]
        if self.asked.layer == "conduct":
            made = build.conduct(table, families)
        elif self.asked.layer == "positions":
            made = build.positions(table)
        else:
            made = Influence.of_claims(table, families)
        return replace(made, part=part, face=self.face)

    def _counts(self) -> str:
        told = f"{self.counted['n']} affirmed, {self.counted['n_denied']} denied"
        return f"Dyads: {many(len(self), 'row')}, {told}"

    def _fetched(
        self, source: str | None, target: str | None, most: int, kinds: tuple[str, ...]
    ) -> tuple[ClaimsTable, str]:
        """Return the claims of the selection, and in words which of them if not all."""
        lookup = Lookup(self.source.record)
        ends = {
            name: lookup.entity(one).id
            for name, one in (("source", source), ("target", target))
            if one is not None
        }

        owed = self.source.owed() if "unmet" in kinds else None
        leads = _chosen(self.source.leads, self.asked, kinds, owed=owed)
        for name, one in ends.items():
            leads = leads.filter(leads[name] == one)
        every = leads.select("claim").distinct()
        ids = self.source.fetched(every.limit(most + 1))["claim"].to_pylist()
        part = ""
        if len(ids) > most:
            total = self.source.number(leads["claim"].nunique())
            ids = sorted(set(self.source.fetched(_sorts(leads))["claim"].to_pylist()))
            part = f"Made of {many(len(ids), 'sample')} of {many(total, 'claim')}"
        table = self.source.fetch(ids)
        wanted = np.zeros(table.columns.n, dtype=bool)
        wanted[[table.columns.place[one] for one in ids]] = True
        return table.select(self.asked.selection).where(wanted), part


def expression(leads: Any, asked: Asked) -> Any:
    """Return the dyads of a table of leads as one expression of Ibis.

    Its columns are source, target, period (days as 20230920, months as 202309, years; 0 if unknown
    or for all), n, n_pos, n_neg, n_denied, n_unmet, n_may_hold, n_not_stated, n_lapsed, holds (a
    place in ``model.ANSWERS``), sum_100, sum_sq_100, first and last.
    """
    # Positions are of no family.
    families = () if asked.layer == "positions" else asked.selection.families
    chosen = _chosen(leads, asked, LAYERS[asked.layer], families)
    ibis = _ibis()
    answer, present = chosen["answer"], chosen["answer"] != LAPSED
    stated, denied = chosen["polarity"] == 1, chosen["polarity"] == -1
    told, unmet = stated, None
    if asked.layer == "influence":
        unmet = chosen["kind"] == "unmet"
        denied &= ~unmet
        told = stated | unmet
        # What may not have come about yet tells of no failure.
        unmet &= answer.isin((HOLDS, NOT_STATED, NOT_THEN))
    lapsed = told & ~present
    stated &= present
    value = chosen["value"].cast("int64")
    grouped = chosen.group_by(
        source=chosen["source"], target=chosen["target"], period=_number_of(chosen, asked)
    ).aggregate(
        n=chosen.count(where=stated),
        n_pos=chosen.count(where=stated & (value > 0)),
        n_neg=chosen.count(where=stated & (value < 0)),
        n_denied=chosen.count(where=denied & present),
        n_unmet=ibis.literal(0, "int64") if unmet is None else chosen.count(where=unmet),
        n_may_hold=chosen.count(where=stated & (answer == MAY_HOLD)),
        n_not_stated=chosen.count(where=stated & (answer == NOT_STATED)),
        n_lapsed=chosen.count(where=lapsed),
        holds=answer.min(where=stated if unmet is None else stated | unmet)
        .fill_null(LAPSED)
        .cast("int64"),
        sum_100=value.sum(where=stated).fill_null(0).cast("int64"),
        sum_sq_100=(value * value).sum(where=stated).fill_null(0).cast("int64"),
        first=chosen["claim"].min(),
        last=chosen["claim"].max(),
    )
    enough = (grouped["n"] >= asked.least) | (grouped["n_lapsed"] >= asked.least)
    if asked.layer == "influence":
        # A duty that is only reported as unmet makes a tie too, though a hollow one.
        enough |= grouped["n_unmet"] >= asked.least
    return grouped.filter(enough)


def _chosen(
    leads: Any,
    asked: Asked,
    kinds: tuple[str, ...],
    families: Sequence[str] = (),
    owed: Any = None,
) -> Any:
    """Return the leads of these kinds that the selection admits and that can make a tie.

    With what each says of the day, as ``answer``; ``owed`` are claims of no fact that may make one.
    """
    of = asked.selection
    says = days.answer(leads, asked.day, reach_back=asked.reach_back, end=asked.end)
    t = leads.mutate(answer=says)
    tests = [
        t["kind"].isin(kinds),
        t["actual"] if owed is None else t["actual"] | t["claim"].isin(owed),
        # That a duty is unmet is said by a denial.
        t["polarity"].isin((-1, 1)) & ((t["kind"] != "unmet") | (t["polarity"] == -1))
        if "unmet" in kinds
        else t["polarity"].isin((-1, 1)),
        t["factuality"].isin(asked.certain),
    ]
    if kinds != ("position",):
        plain = ~t["conditional"]
        tests.append(plain | (t["kind"] == "position") if "position" in kinds else plain)
    if set(of.voices) != set(ALL_VOICES):
        tests.append(t["voice"].isin(of.voices))
    if families:
        tests.append(t["family"].isin(families))
    if of.lens:
        tests.append(_any([_seen(t, entry) for entry in of.lens]))
    if of.known_by is not None:
        tests.append(days.by(t["reported_on"], of.known_by))
    if of.as_of is not None:
        on = t["answer"] <= NOT_STATED
        if of.window is not None:
            on &= days.within(t, of.window, of.as_of)
        tests.append(on | (t["answer"] == LAPSED))
    if not of.disputed:
        tests.append(~t["disputed"])
    if of.only_disputed:
        tests.append(t["disputed"])
    if asked.actors:
        tests.append(t["source"].isin(asked.actors))
        if kinds != ("position",):
            both = t["target"].isin(asked.actors)
            tests.append(both | (t["kind"] == "position") if "position" in kinds else both)
    return t.filter(tests)


def _seen(t: Any, lens: str) -> Any:
    kind, _, name = lens.partition(":")
    return t["speakers"].contains(name) if kind == "claimant" else t[kind] == name


def _any(tests: list[Any]) -> Any:
    found = tests[0]
    for test in tests[1:]:
        found |= test
    return found


def _number_of(t: Any, asked: Asked) -> Any:
    """Return the period of each lead as a number, 0 if its day is unknown."""
    ibis = _ibis()
    day = t["reported_on" if asked.by == "reported" else "valid_from"]
    if asked.period == "all":
        return ibis.literal(0, "int64")
    number = day.year().cast("int64")
    if asked.period in {"month", "day"}:
        number = number * 100 + day.month().cast("int64")
    if asked.period == "day":
        number = number * 100 + day.day().cast("int64")
    return number.fill_null(0)


def _period(number: int) -> str:
    text = f"{number:04}" if number else ""
    return "-".join(filter(None, (text[:4], text[4:6], text[6:])))


def _sorts(leads: Any) -> Any:
    """Return the first claim of each sort, of which a network has a tie or grade of its own."""
    keys = [
        "kind", "source", "target", "relation", "actual", "conditional", "polarity", "family",
        "value", "answer",
    ]  # fmt: skip
    return leads.group_by(*keys).aggregate(claim=leads["claim"].min())


def _too_many(number: int, asked: Asked) -> str:
    longer = {"day": "month", "month": "year", "year": "all"}.get(asked.period)
    ways = [
        "actors, a list of names",
        f"least={asked.least + 1}, claims that a dyad has at least",
        f'period="{longer}"' if longer else "as_of with a window, days before it",
    ]
    return (
        f"There are {number:,} dyads, more than {MOST_GROUPS:,}; narrow them by "
        f"{ways[0]}; by {ways[1]}; or by {ways[2]}."
    )


# --- engines


def _ibis() -> Any:
    try:
        import ibis
    except ImportError:
        raise MissingPackage("ibis-framework", "tables") from None
    return ibis


def _connection(given: Any) -> Any:
    if given is not None:
        return given
    ibis = _ibis()
    try:
        import duckdb  # noqa: F401
    except ImportError:
        raise MissingPackage("duckdb", "tables") from None
    return ibis.duckdb.connect()


def _sorted(rows: Any) -> Any:
    """Return rows in the order of their ends by code point and period, whatever the engine's."""
    ends = (reading.coded(rows[name]).codes for name in ("target", "source"))
    return rows.take(np.lexsort((rows["period"].to_numpy(), *ends)))
