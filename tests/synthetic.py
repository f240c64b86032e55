"""A small vocabulary and claims written by hand or drawn by chance, for tests of the page."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random

from kgraph.claims import ClaimsTable
from kgraph.claims.evidence import Base
from kgraph.model import Claim, Dispute, Document, Entity, Grade, Relation, Word

ACTORS = tuple(f"actor:{name}" for name in ("north", "south", "east", "west", "alliance", "envoy"))
TARGETS = ("issue:road", "issue:vote", "event:march", "agr:truce")
OTHERS = ("office:chair", "place:valley")
DOCUMENTS = ("gazette", "herald", "paper")
DAYS = ("2023-01-01", "2023-06-30", "2023-09-19", "2023-09-20", "2023-10-05")
FACTUALITIES = {
    "certain": (1.0, 1), "probable": (0.75, 1), "possible": (0.4, 1), "unknown": (0.0, 0),
    "denied": (1.0, -1), "improbable": (0.75, -1), "doubtful": (0.4, -1),
}  # fmt: skip
VOICES = (
    ("reporting", False), ("party", True), ("party", False), ("analysis", False),
    ("witness", False), ("", False),
)  # fmt: skip

_RELATIONS = (
    ("memberOf", "institutional", "lasting",
     {"role": "structure", "valence": 0.25, "structure": "membership"}),
    ("chairs", "institutional", "lasting", {"role": "structure"}),
    ("holdsOffice", "institutional", "lasting", {"role": "structure"}),
    ("dated", "temporal", "momentary", {}),
    ("alliedWith", "security", "lasting",
     {"role": "means", "valence": 0.75, "lever": "medium", "symmetric": True}),
    ("tradesWith", "economic", "lasting",
     {"role": "means", "valence": 0.25, "lever": "weak", "direction": "mutual"}),
    ("dependsOn", "economic", "lasting",
     {"role": "means", "lever": "strong", "direction": "backward", "lever_family": "security"}),
    ("armed", "security", "momentary",
     {"role": "means", "valence": 0.5, "lever": "weak", "direction": "forward"}),
    ("obligedToDefend", "security", "lasting",
     {"role": "means", "valence": 0.0, "lever": "weak", "direction": "forward", "promise": True}),
    ("guarded", "security", "lasting",
     {"role": "means", "valence": 0.5, "lever": "medium", "direction": "forward", "promise": True}),
    ("defended", "security", "momentary",
     {"role": "outcome", "valence": 0.75, "guarantee": True, "uses": ("security",),
      "unmet_label": "is reported not to have defended"}),
    ("deters", "security", "lasting",
     {"role": "means", "lever": "medium", "direction": "forward", "guarantee": True}),
    ("threatened", "coercive", "momentary", {"role": "attempt", "valence": -0.5, "uses": ("security",)}),
    ("attacked", "coercive", "momentary", {"valence": -1.0, "force": True}),
    ("blockaded", "coercive", "lasting",
     {"role": "means", "valence": -0.75, "lever": "medium", "lever_family": "economic",
      "direction": "forward", "force": True}),
    ("condemned", "communicative", "momentary", {"valence": -0.25, "personal": True}),
    ("estranged", "diplomatic", "lasting",
     {"valence": -0.6, "symmetric": True, "assessment": True}),
    ("met", "diplomatic", "momentary", {"role": "attempt", "contact": True, "symmetric": True}),
    ("callsOn", "communicative", "momentary", {"role": "attempt", "position": 1}),
    ("supports", "stance", "lasting", {"stance": True, "position": 1, "valence": 0.5}),
    ("opposes", "stance", "lasting", {"stance": True, "position": -1}),
    ("neutralOn", "stance", "lasting", {"stance": True, "position": 0}),
    ("silentOn", "stance", "lasting", {"stance": True}),
)  # fmt: skip

RELATIONS = {
    name: Relation(
        id=name, label=name.lower(), definition=f"What {name} records.", family=family,
        aspect=aspect, **more,
    )
    for name, family, aspect, more in _RELATIONS
}  # fmt: skip

#: As in the vocabulary.
THRESHOLDS = {"sharedIssues": 3.0, "filledCells": 0.3, "rankedDocuments": 2.0, "reachBack": 90.0,
              "blocChance": 0.05}  # fmt: skip

_TYPES = {"actor:alliance": "Alliance", "actor:envoy": "Person"}
#: The chair speaks for North; West is a ministry of East.
_SPEAKS = {"office:chair": ("actor:north",), "actor:west": ("actor:east",)}


def entities() -> dict[str, Entity]:
    """Every entity that a claim here can name."""
    kinds = {"issue": "Issue", "event": "Event", "agr": "Agreement", "office": "Office"}
    found = {}
    for name in (*ACTORS, *TARGETS, *OTHERS):
        prefix, _, rest = name.partition(":")
        kind = _TYPES.get(name, "State" if prefix == "actor" else kinds.get(prefix, "Place"))
        found[name] = Entity(
            id=name, label=rest.title(), type=kind, may_speak=_SPEAKS.get(name, ())
        )
    return found


_BLANK = {field.name: () if str(field.type).startswith("tuple") else "" for field in fields(Claim)}


def claim(slug: str, subject: str, relation: str, target: str = "", **more) -> Claim:
    """A certain, actual claim of a document in its own voice; ``more`` sets other columns."""
    word = more.pop("factuality", "certain")
    certainty, polarity = FACTUALITIES[word]
    said = {
        **_BLANK, "claim": slug, "document": slug.rpartition("-")[0], "subject": subject,
        "relation": relation, "family": RELATIONS[relation].family, "object": target,
        "value": None, "factuality": word, "certainty": certainty, "polarity": polarity,
        "modality": "actual", "mode": "ownVoice", "voice": "reporting", "on_itself": False,
        "intensity": 2, "reported_on": "2023-09-20", "gloss": f"{slug} says so.",
        "claimant": "actor:envoy", "status": "draft", "valence": RELATIONS[relation].valence,
        "role": RELATIONS[relation].role, **more,
    }  # fmt: skip
    return Claim(**said)


def table(claims, disputes=()) -> ClaimsTable:
    """A claims table of these claims; ``disputes`` are pairs of ids, both disputed by the other."""
    claims = sorted(claims, key=lambda one: one.claim)
    pairs = sorted({pair for a, b in disputes if a != b for pair in ((a, b), (b, a))})
    against = {one.claim: tuple(b for a, b in pairs if a == one.claim) for one in claims}
    words = [
        Word(name, name, f"What is {name}.", "FactualityScheme",
             (("certainty", certainty), ("polarity", float(polarity))))
        for name, (certainty, polarity) in FACTUALITIES.items()
    ]  # fmt: skip
    words += [
        Word("reporting", "reporting", "Of documents.", "VoiceScheme"),
        Word("party", "party", "Of actors.", "VoiceScheme"),
        Word("State", "state", "A state.", "Class"),
    ]
    return ClaimsTable.of(
        (replace(one, disputed_by=against[one.claim]) for one in claims),
        entities=entities(),
        relations=RELATIONS,
        thresholds=THRESHOLDS,
        documents={
            name: Document(
                name, name.title(), f"actor:{publisher}", publisher, "2023-09-19", "2023-10-05",
                "XX", "newsReport", 30, "0" * 64, "",
            )
            for name, publisher in zip(DOCUMENTS, ("east", "west", "west"), strict=True)
        },
        grades={
            name: Grade(name, number, low, high)
            for name, number, low, high in (
                ("none", 0.0, 0.0, 0.0), ("weak", 0.2, 0.1, 0.35), ("medium", 0.5, 0.35, 0.65),
                ("strong", 0.8, 0.65, 0.9),
            )
        },
        words={word.id: word for word in words},
        disputes=tuple(Dispute("denial", a, b) for a, b in pairs),
        data_version="0123456789ab",
    )  # fmt: skip


def base(made: ClaimsTable) -> Base:
    """A base of evidence for a table made here."""
    return Base(3, "2023-09-19", "2023-10-05", ("XX",), 0, len(made), 0)


def _some(chance: Random, values, most=2):
    return tuple(sorted(chance.sample(values, chance.randint(0, most))))


# Guarantees and stances need several claims on one pair to show all they can do.
_OFTEN = (*RELATIONS, "obligedToDefend", "defended", "defended", "deters", "supports", "opposes")
_FEW = ACTORS[:4]


def _claim(chance: Random, number: int) -> Claim:
    start, end = sorted(chance.choice(("", "", *DAYS)) for _ in range(2))
    voice, on_itself = chance.choice((VOICES[0], VOICES[0], VOICES[1], *VOICES))
    return claim(
        f"{chance.choice(DOCUMENTS)}-{number:03}",
        chance.choice((*_FEW, *_FEW, *ACTORS, "event:march")),
        chance.choice(_OFTEN),
        chance.choice((*_FEW, *_FEW, *ACTORS, *TARGETS, *OTHERS, "")),
        factuality=chance.choice(("certain", "certain", "denied", "denied", *FACTUALITIES)),
        modality=chance.choice(("actual",) * 5 + ("planned", "duty")),
        mode=chance.choice(("ownVoice", "reportedSpeech")),
        voice=voice,
        on_itself=on_itself,
        **_interval(chance, start, end),
        reported_on=chance.choice(("", *DAYS)),
        condition=chance.choice(("",) * 5 + ("if the road opens",)),
        affected=_some(chance, (*_FEW, "place:valley")),
        topic=_some(chance, (*TARGETS, "place:valley")),
        claimant=chance.choice(ACTORS),
        speaks_for=_some(chance, ACTORS, 1),
        corroborated_by=_some(chance, ("gazette-000", "herald-000"), 1),
        lever_family=chance.choice(("", "", "diplomatic")),
    )


def _interval(chance: Random, start: str, end: str) -> dict[str, str]:
    """Possible and certain days: the certain ones within the possible, or nowhere."""
    begun = chance.choice((start, *(day for day in DAYS if day >= start and start)))
    ended = chance.choice((end, *(day for day in DAYS if day <= end and end)))
    if not start and end and chance.random() < 0.3:
        begun = end  # as of what came before an event
    return {"valid_from": start, "valid_until": end, "surely_from": begun, "surely_until": ended}


def any_table(seed: int) -> ClaimsTable:
    """A table drawn by chance, with everything in it that networks look at."""
    chance = Random(seed)  # noqa: S311
    claims = [_claim(chance, number) for number in range(chance.choice((0, 2, 10, 30, 60)))]
    slugs = [one.claim for one in claims]
    pairs = [tuple(chance.sample(slugs, 2)) for _ in range(len(slugs) // 5)]
    made = table(claims, pairs)
    own = {slug: chance.choice(tuple(made.grades)) for slug in slugs if chance.random() < 0.3}
    return replace(made, own_grades=own)


_BODIES = ("Ministry", "Committee", "Council", "Federation", "Movement", "Commission", "Assembly",
           "Union", "Service", "Agency")  # fmt: skip
_FIELDS = ("Foreign Affairs", "Emergency Situations", "National Security", "the Northern Provinces",
           "Economic Development", "Border Protection", "Human Rights", "Displaced Persons",
           "Independent Trade Unions", "Regional Cooperation", "Public Broadcasting")  # fmt: skip
_LANDS = ("Upper Valley", "Lower Valley", "Eastern Plain", "Western Coast", "Southern Hills",
          "Great Lake", "Highlands")  # fmt: skip


def _long_name(number: int) -> str:
    land = _LANDS[number % 7]
    if number % 3 == 0:
        return f"{land} {number}"
    return f"{_BODIES[number % 10]} of {_FIELDS[number // 3 % 11]} of {land} {number}"


def crowd(actors: int, ties: int, bodies: int = 0, seed: int = 5) -> ClaimsTable:
    """Made-up actors with long names, the first with most ties; some are members of bodies."""
    chance = Random(seed)  # noqa: S311
    ids = [f"actor:a{number}" for number in range(actors)]
    often = [1 / (1 + number) ** 0.6 for number in range(actors)]
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < ties:
        one, other = chance.choices(range(actors), often, k=2)
        if one != other:
            pairs.add((one, other))
    claims = []
    for number, (one, other) in enumerate(sorted(pairs)):
        alike = one % 4 == other % 4 and chance.random() < 0.8
        relation = "alliedWith" if alike else chance.choice(("attacked", "armed", "threatened"))
        slug = f"{chance.choice(DOCUMENTS)}-{number:05}"
        claims.append(claim(slug, ids[one], relation, ids[other]))
    claims += [
        claim(
            f"paper-{90000 + number}", ids[number], "memberOf", f"actor:body{number // 3 % bodies}"
        )
        for number in (range(0, actors, 3) if bodies else ())
    ]
    made = table(claims)
    kinds = ("State", "Movement", "Organisation", "ArmedForce")
    named = {i: Entity(id=i, label=_long_name(n), type=kinds[n % 4]) for n, i in enumerate(ids)}
    for n in range(bodies):
        named[f"actor:body{n}"] = Entity(
            id=f"actor:body{n}", label=f"Alliance {n}", type="Alliance"
        )
    return replace(made, entities={**made.entities, **named})
