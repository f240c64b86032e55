"""SPARQL read by its grammar: where its keywords, names and graphs stand, and where it breaks off.

The engine keeps its syntax tree to itself, and the places that it names for a mistake lie words
behind it. This is the grammar of SPARQL 1.1 queries, with the triple terms of 1.2, as a table for
one token of look-ahead. It reads in one pass and on a stack of its own, so that neither length nor
depth of a text is a danger. It accepts a little more than the language does: what a text means is
the engine's to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "AGGREGATES", "FORMS", "FUNCTIONS", "KEYWORDS", "UPDATES", "Break", "Token", "broken",
    "declared", "iri", "place", "tables", "tokens", "undeclared",
]  # fmt: skip

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: How an update begins, after its prefixes.
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")

#: Quoted: a mark; upper case: a keyword; lower case: a kind of token; else another line.
_GRAMMAR = """
Query = Prologue Form ValuesClause end
Prologue = ( BASE iri | PREFIX prefix iri | VERSION string )*
Form = SELECT Selected Dataset* Where Modifiers
  | CONSTRUCT ( Template Dataset* Where | Dataset+ WHERE Template | WHERE Template ) Modifiers
  | DESCRIBE ( VarOrIri+ | '*' ) Dataset* ( Where )? Modifiers
  | ASK Dataset* Where Modifiers
Selected = ( DISTINCT | REDUCED )? ( Column Column* | '*' )
Column = var | '(' Expression AS var ')'
Dataset = FROM ( NAMED )? Iri
Where = WHERE Group | Group
Modifiers = ( GROUP BY Grouped Grouped* )? ( HAVING Constraint Constraint* )?
  ( ORDER BY Ordered Ordered* )? ( LIMIT integer ( OFFSET integer )? |
  OFFSET integer ( LIMIT integer )? )?
Grouped = BuiltIn | Iri Arguments | '(' Expression ( AS var )? ')' | var
Ordered = ASC Bracketed | DESC Bracketed | Constraint | var
ValuesClause = ( VALUES Data )?
Group = '{' Within '}'
Within = SELECT Selected Where Modifiers ValuesClause |
  ( Triples )? ( Pattern ( '.' )? ( Triples )? )*
Triples = Statement ( '.' ( Triples )? )?
Pattern = Group ( UNION Group )* | OPTIONAL Group | MINUS Group | LATERAL Group
  | GRAPH VarOrIri Group | SERVICE ( SILENT )? VarOrIri Group | FILTER Constraint
  | BIND '(' Expression AS var ')' | VALUES Data
Data = var '{' DataValue* '}' | ( nil | '(' var* ')' ) '{' ( '(' DataValue* ')' | nil )* '}'
DataValue = Iri | Literal | UNDEF | TripleTerm
Constraint = Bracketed | BuiltIn | Iri Arguments
Template = '{' ( Triples )? '}'
Statement = Term Properties | TriplesNode ( Properties )?
Properties = Verb Objects ( ';' ( Verb Objects )? )*
Verb = var | Path
Objects = Object ( ',' Object )*
Object = GraphNode Annotation*
Annotation = '~' ( var | Iri | blank | anon )? | '{|' Properties '|}'
GraphNode = Term | TriplesNode
TriplesNode = '(' GraphNode GraphNode* ')' | '[' Properties ']' |
  '<<' Reified Verb Reified ( '~' ( var | Iri | blank | anon )? )? '>>'
Reified = Term | '<<' Reified Verb Reified ( '~' ( var | Iri | blank | anon )? )? '>>'
Term = var | Iri | Literal | blank | nil | anon | TripleTerm
TripleTerm = '<<(' Term Verb Term ')>>'
VarOrIri = var | Iri
Path = Sequence ( '|' Sequence )*
Sequence = Step ( '/' Step )*
Step = ( '^' )? Primary ( '?' | '*' | '+' )?
Primary = Iri | a | '!' Negated | '(' Path ')'
Negated = One | '(' One ( '|' One )* ')' | nil
One = '^' ( Iri | a ) | Iri | a
Expression = And ( '||' And )*
And = Comparison ( '&&' Comparison )*
Comparison = Sum ( ( '=' | '!=' | '<' | '>' | '<=' | '>=' ) Sum | IN List | NOT IN List )?
Sum = Product ( ( '+' | '-' ) Product | signed ( ( '*' | '/' ) Unary )* )*
Product = Unary ( ( '*' | '/' ) Unary )*
Unary = ( '!' | '+' | '-' )* Value
Value = Bracketed | BuiltIn | Iri ( Arguments )? | Literal | var | TripleTerm
Bracketed = '(' Expression ')'
Arguments = nil | '(' ( DISTINCT )? Expression ( ',' Expression )* ')'
List = nil | '(' Expression ( ',' Expression )* ')'
BuiltIn = function List | EXISTS Group | NOT EXISTS Group
  | aggregate '(' ( DISTINCT )? ( '*' | Expression ) ( ';' SEPARATOR '=' string )? ')'
Literal = string ( lang | '^^' Iri )? | number | integer | signed | boolean
Iri = iri | pname | prefix
"""

#: A letter of a name or an IRI that is written by its number, or with a stroke before it.
_ESCAPE = re.compile(r"(?s)\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)")
KEYWORDS = frozenset(re.findall(r"\b[A-Z]{2,}\b", _GRAMMAR))
FUNCTIONS = frozenset(
    re.findall(
        r"\w+",
        """STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND
    CONCAT
    STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY
    HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF
    STRLANG STRLANGDIR STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE
    HASLANG HASLANGDIR ISTRIPLE TRIPLE SUBJECT PREDICATE OBJECT ADJUST""",
    )
)
AGGREGATES = frozenset(["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"])

#: The kinds of tokens; a text is read whole, with ``other`` for what is none.
_TOKEN = re.compile(
    r'''(?P<blankspace>[ \t\r\n]+)
      | (?P<comment>\#[^\n\r]*)
      | (?P<string>"""(?:"{0,2}(?:[^"\\]|\\.))*+"""|\'\'\'(?:\'{0,2}(?:[^'\\]|\\.))*+\'\'\'
                  |"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+')
      | (?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
      | (?P<var>[?$]\w+)
      | (?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
      | (?P<blank>_:\w(?:[\w.·-]*[\w·-])?)
      | (?P<name>(?:[^\W\d_](?:[\w.·-]*[\w·-])?)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)
          (?:(?:[\w.:·-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:·-]|%[0-9A-Fa-f]{2}|\\.))?)?)
      | (?P<figure>[+-]?(?:\d+\.?\d*[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|\d+\.\d+|\d+))
      | (?P<word>[A-Za-z_]\w*)
      | (?P<nil>\([ \t\r\n]*\)) | (?P<anon>\[[ \t\r\n]*\])
      | (?P<mark><<\(|\)>>|<<|>>|\{\||\|\}|\^\^|\|\||&&|!=|<=|>=|[{}()\[\].,;*/|^!?+\-=<>~])
      | (?P<other>.)''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind as the grammar has it, its text, and its offset in characters."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Break:
    """Where a text leaves the grammar: at which token, and which parts or tokens would fit."""

    token: Token
    part: str
    fitting: frozenset[str]


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text without blanks and comments, with an ``end`` behind the last."""
    for match in _TOKEN.finditer(text):
        kind, word = match.lastgroup or "other", match[0]
        if kind in {"blankspace", "comment"}:
            continue
        if kind == "word":
            kind = _kind(word)
        elif kind == "figure":
            whole = word.isdigit()
            kind = "signed" if word[0] in "+-" else "integer" if whole else "number"
        elif kind == "name":
            kind = "prefix" if word.endswith(":") and word.count(":") == 1 else "pname"
        elif kind == "mark":
            kind = f"'{word}'"
        yield Token(kind, word, match.start())
    yield Token("end", "", len(text))


def _kind(word: str) -> str:
    upper = word.upper()
    if word == "a":
        return "a"
    if upper in KEYWORDS:
        return upper
    if upper in FUNCTIONS:
        return "function"
    if upper in AGGREGATES:
        return "aggregate"
    return "boolean" if upper in {"TRUE", "FALSE"} else "word"


def broken(text: Iterator[Token] | list[Token]) -> Break | None:
    """Return where tokens leave the grammar of queries, or nothing if they keep to it."""
    table, empty = tables()
    # Parts that are still to come, the next one last, each with the line it belongs to.
    ahead: list[str] = ["Query"]
    for token in text:
        left_out: set[str] = set()
        while True:
            part = ahead.pop()
            if part == token.kind:
                break
            if part not in table:
                return Break(token, part, frozenset({part, *left_out}))
            chosen = table[part].get(token.kind)
            if chosen is None:
                left_out |= table[part].keys()
                if part not in empty:
                    return Break(token, part.partition("#")[0], frozenset(left_out))
                chosen = empty[part]
            ahead += reversed(chosen)
    return None


_Alternatives = list[tuple[str, ...]]


@cache
def tables() -> tuple[Mapping[str, Mapping[str, tuple[str, ...]]], Mapping[str, tuple[str, ...]]]:
    """Return what each part becomes before a token, and what those become that may be empty."""
    rules: dict[str, _Alternatives] = {}
    for line in re.sub(r"\n\s+", " ", _GRAMMAR).strip().splitlines():
        name, _, right = line.partition(" = ")
        words = re.findall(r"'[^']+'|[A-Za-z]+|[()|?*+]+", right)
        rules[name] = _alternatives(name, [w for word in words for w in _split(word)], rules)
    first: dict[str, set[str]] = {name: set() for name in rules}
    empty: dict[str, tuple[str, ...]] = {}
    grown = True
    while grown:
        before = sum(map(len, first.values())) + len(empty)
        for name, choices in rules.items():
            for choice in choices:
                starts, may_be_empty = _starts(choice, first, empty)
                first[name] |= starts
                if may_be_empty:
                    empty.setdefault(name, choice)
        grown = sum(map(len, first.values())) + len(empty) != before
    table: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, choices in rules.items():
        table[name] = {}
        for choice in choices:
            for kind in _starts(choice, first, empty)[0]:
                table[name].setdefault(kind, choice)
    return table, empty


def _split(word: str) -> Iterator[str]:
    yield from (word,) if word[0].isalpha() or word[0] == "'" else word


def _starts(
    choice: tuple[str, ...], first: Mapping[str, set[str]], empty: Mapping[str, tuple[str, ...]]
) -> tuple[set[str], bool]:
    """Return the kinds of tokens that a row of parts can begin with, and whether it may be none."""
    found: set[str] = set()
    for part in choice:
        found |= first.get(part, {part})
        if part not in empty:
            return found, False
    return found, True


def _alternatives(name: str, words: list[str], rules: dict[str, _Alternatives]) -> _Alternatives:
    """Return the alternatives of a line, with a line of its own for each bracket and repetition."""
    choices: list[list[str]] = [[]]
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word == "|":
            choices.append([])
        elif word == "(":
            depth, end = 1, at
            while depth:
                depth += (words[end] == "(") - (words[end] == ")")
                end += 1
            inner = f"{name}#{len(rules)}"
            rules[inner] = []
            rules[inner] = _alternatives(inner, words[at : end - 1], rules)
            choices[-1].append(inner)
            at = end
        elif word in "?*+":
            choices[-1][-1] = _repeated(choices[-1][-1], word, name, rules)
        else:
            choices[-1].append(word)
    return [tuple(choice) for choice in choices]


def _repeated(part: str, sign: str, name: str, rules: dict[str, _Alternatives]) -> str:
    more = f"{name}#{len(rules)}"
    rules[more] = [(part,) if sign == "?" else (part, more), ()]
    if sign != "+":
        return more
    least = f"{name}#{len(rules)}"
    rules[least] = [(part, more)]
    return least


def iri(found: Sequence[Token], token: Token) -> str:
    """Return the IRI of a token behind FROM."""
    if token.kind == "iri":
        return _unescaped(token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return declared(found).get(prefix, "") + _unescaped(local)


def declared(found: Sequence[Token]) -> dict[str, str]:
    """Return the prefixes that tokens may use: those of the project and their own."""
    known = dict(PREFIXES)
    for at, token in enumerate(found):
        if token.kind == "PREFIX" and found[at + 1].kind == "prefix":
            known[found[at + 1].text[:-1]] = _unescaped(found[at + 2].text[1:-1])
    return known


def undeclared(found: Sequence[Token]) -> Token | None:
    """Return the first short name whose prefix nobody declares."""
    known = declared(found)
    named = (token for token in found if token.kind in {"pname", "prefix"})
    return next((one for one in named if one.text.partition(":")[0] not in known), None)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: m[3] or chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)


def place(text: str, at: int) -> tuple[int, int]:
    """Return line and column, from 1, of an offset in characters."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
