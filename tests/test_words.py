"""Words in any script: how they are compared, found in texts, and held to each other."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph import dates
from kgraph.claims.names import Names
from kgraph.curation import adding, checks
from kgraph.curation.entry import Entry
from kgraph.curation.passages import (
    Corpus,
    cite,
    copied_run,
    document_hash,
    is_slug,
    joined,
    normalise,
)
from kgraph.dossier import dossier
from kgraph.errors import BadDate, BadOption
from kgraph.model import Entity
from kgraph.text import fold, skeleton, spellings

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_FOLDING = Path(__file__).resolve().parent.parent / "kgraph" / "page" / "assets" / "folding.js"


def _code(text):
    """Return a text as one can read it in a test's name."""
    return text.encode("unicode_escape").decode()


@pytest.mark.parametrize(
    "printed",
    [
        "O\u02bcBrien", "O\u2018Brien", "O\u2019Brien", "O\u02bbBrien", "O\uff07Brien", "O\u05f3Brien",
        "O`Brien", "\uff2f'\uff22rien", "O'Bri\xaden", "O'Bri\u200den", "\u2068O'Brien\u2069",
        "O'Bri\ufe0fen", "O'Br\u0131en", "O\u2019BRIEN", "\u202bO'Brien\u202c", "O'Brie\u0301n",
    ],
    ids=_code,
)  # fmt: skip
def test_a_name_is_found_as_one_types_it(printed):
    assert fold(printed) == fold("O'Brien")


@pytest.mark.parametrize(
    "printed",
    [
        "Nagorno\u2013Tarsk", "Nagorno\u2011Tarsk", "Nagorno\u2010Tarsk", "Nagorno\u2212Tarsk",
        "Nagorno\uff0dTarsk", "Nagorno\u2014Tarsk", "Nagorno\u05beTarsk", "Nagorno--Tarsk",
        "Nagorno-\xa0Tarsk".replace("\xa0", ""), "\xa0Nagorno-Tarsk\u3000",
    ],
    ids=_code,
)  # fmt: skip
def test_dashes_are_one_mark(printed):
    assert fold(printed) == fold("Nagorno-Tarsk")


@pytest.mark.parametrize(
    "quoted",
    [
        "\xabBig\xbb Tallo", "\u201eBig\u201c Tallo", "\u201cBig\u201d Tallo", "\u2039Big\u203a Tallo",
        "\u300cBig\u300d Tallo", "\u300eBig\u300f\u00a0Tallo", "'Big' Tallo", "\uff02Big\uff02 Tallo",
        "\u05f4Big\u05f4 Tallo", "\u301dBig\u301e Tallo", "\u2018\u2018Big\u2019\u2019 Tallo",
    ],
    ids=_code,
)  # fmt: skip
def test_quotation_marks_are_one_mark(quoted):
    assert fold(quoted) == fold('"Big" Tallo')


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("\u03a3\u039f\u03a6\u039f\u03a3", "\u03c3\u03bf\u03c6\u03bf\u03c2"),
        ("STRASSE", "stra\xdfe"),
        ("\u0660\u0661 \u09e7 \uff12", "01 1 2"),
        ("\u0639\u0644\u064a", "\u0639\u0644\u06cc"),
        ("\u0643\u062a\u0640\u0627\u0628", "\u06a9\u062a\u0627\u0628"),
        ("\u056b\u0576\u055e\u0579", "\u056b\u0576\u0579"),
        ("\u05e9\u05b8\u05dc\u05d5\u05b9\u05dd", "\u05e9\u05dc\u05d5\u05dd"),
        ("\uff76\uff9e", "\u30ac"),
        ("\ufb01n\u2026", "fin..."),
    ],
    ids=_code,
)
def test_forms_of_other_scripts(printed, typed):
    assert fold(printed) == fold(typed)


def test_letters_that_carry_the_meaning_stay():
    # Vowel signs of Hindi and Thai are marks to Unicode, and no accents.
    assert fold("\u0915\u093f") != fold("\u0915")
    assert fold("\u0e01\u0e31") != fold("\u0e01")
    assert fold("a b") != fold("ab")


def test_what_the_page_finds_is_what_the_command_line_finds():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here")
    texts = [
        one for n in range(0x30000) if unicodedata.category(one := chr(n)) not in {"Cs", "Cn", "Co"}
    ]
    texts += [
        "\u039f\u03a3 \u03a3\u03a3.",
        "\u0130I\u0131",
        "  O\u02bcBri\xaden \u2013\u2014 \xab\xa0x\xa0\xbb ",
        "\u0661\u06f2",
    ]
    script = (
        f"import {{ fold, spellings }} from {json.dumps(_FOLDING.as_uri())};\n"
        "let text = ''; process.stdin.on('data', (part) => (text += part)).on('end', () =>"
        "process.stdout.write(JSON.stringify(JSON.parse(text).map((one) => [one, fold(one),"
        "spellings(one)]))));"
    )  # fmt: skip
    ran = subprocess.run(
        [node, "--no-warnings", "--input-type=module", "-e", script],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(ran.stdout)
    assert len(found) > 100_000
    assert not [
        (_code(one), folded)
        for one, folded, spelt in found
        if folded != fold(one) or set(spelt) != spellings(one)
    ]


def _entity(name, label):
    return Entity(id=name, label=label, type="Person")


def test_a_persian_name_is_found_joined_blank_or_as_one_word():
    names = Names({"actor:x": _entity("actor:x", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627")})
    for typed in ("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u0639\u0644\u06cc \u0631\u0636\u0627", "\u0639\u0644\u06cc\u0631\u0636\u0627"):  # fmt: skip
        assert names.find(typed).id == "actor:x"


def test_names_that_look_alike_have_one_skeleton():
    assert fold("\u0421oran") != fold("Coran")
    assert skeleton("\u0421oran") == skeleton("Coran")
    assert skeleton("\u039d\u0391\u03a4\u039f") == skeleton("NATO")
    assert skeleton("Koran") != skeleton("Coran")


_TEXT = (
    "The govern\xadment of Norvia left.\n"
    "Norvia\u2011Sudria talks opened in May \u2026 and ended \u2014 at last.\n"
    "Il dit \xab\xa0la paix\xa0\xbb.\n"
    "\u201eNie wieder\u201c, said O\u02bcBrien.\n"
    "\u062f\u0648\u0644\u062a \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u062f.\n"
    "The team \U0001f469\u200d\u2696\ufe0f of judges met.\n"
)
_CORPUS = Corpus({"x": normalise(_TEXT)}, {"x": joined(_TEXT)})


@pytest.mark.parametrize(
    ("words", "paragraph"),
    [
        ("government of", 1), ("govern\xadment of", 1), ("GOVERN\u200bMENT", 1),
        ("Norvia-Sudria talks", 2), ("May ...", 2), ("may\u2026", 0), ("ended-at last", 2),
        ('"la paix"', 3), ("\xab la paix \xbb", 3), ("dit \u201cla paix\u201d.", 3),
        ('"Nie wieder"', 4), ("\u201eNie wieder\u201c, said O'Brien", 4),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u062f", 5), ("\u0645\u06cc \u062e\u0648\u0627\u0647\u062f", 5),
        ("\u0645\u06cc\u062e\u0648\u0627\u0647\u062f", 5), ("\u062f\u0648\u0644\u062a \u0645\u06cc\u200c\u062e", 5),
        ("team \U0001f469\u200d\u2696\ufe0f of", 6), ("team \U0001f469\u200d\u2696 of", 6),
        ("governmentof", 0), ("theteam", 0),
    ],
    ids=lambda it: _code(it) if isinstance(it, str) else str(it),
)  # fmt: skip
def test_words_are_found_as_copied_and_as_typed(words, paragraph):
    found = [cited.paragraph for cited in cite(_CORPUS, words)]
    assert found == ([paragraph] if paragraph else [])


def test_the_text_with_its_joints_has_the_offsets_of_the_profile():
    plain = normalise(_TEXT)
    assert [len(one) for one in joined(_TEXT)] == [len(one) for one in plain]
    assert plain[0] == "The govern ment of Norvia left."
    # What was hashed before is hashed alike: the profile has not changed.
    assert document_hash(plain) == document_hash(normalise("\n".join(plain)))
    assert normalise("\xada\xad\n\u200b\nb \u200d c") == ["a", "b c"]


@pytest.mark.parametrize("words", ["", "  ", "\u200b", "\xad\u2060"], ids=_code)
def test_no_words_are_said_to_be_none(words):
    with pytest.raises(BadOption, match="no words to look for"):
        cite(_CORPUS, words)


def test_a_gloss_that_copies_is_noticed_whatever_its_marks():
    text = "O\u02bcBrien\u2019s well\u2011known na\xefve \xabplan\xbb failed"
    assert copied_run("o'brien's well-known naive plan failed", text) == 5
    assert copied_run("\u0915\u093f\u0924\u093e\u092c", "\u0915\u093f\u0924\u093e\u092c") == 1


_ACTORS = {
    "composed": ("Jos\u00e9", "Jose\u0301"),
    "apostrophe": ("O'Brien", "O\u02bcBrien"),
    "case": ("Lee Min", "LEE MIN"),
    "blank": ("Lee Min", "Lee\u00a0Min"),
    "invisible": ("Lee Min", "Lee\u200b Min\u200e"),
    "joiner": ("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u0639\u0644\u06cc \u0631\u0636\u0627"),
    "dash": ("Upper-Tarsk", "Upper\u2011Tarsk"),
}  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """A copy of the made-up dossier, to which a test adds lines."""
    root = tmp_path / "own"
    shutil.copytree(_MINI, root)
    data = root / "data" / "triples.ttl"
    first = len(data.read_text(encoding="utf-8").splitlines()) + 1

    def checked(*lines):
        with data.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
        found = checks.check(dossier.find(root))
        return [
            (one.line - first, one.severity, one.check, one.message)
            for one in found
            if one.line >= first and one.check not in {"unused", "language"}
        ]

    return checked


def _actor(name, label):
    return f'actor:{name} a kg:Person ; skos:prefLabel "{label}"@en .'


@pytest.mark.parametrize("pair", _ACTORS.values(), ids=_ACTORS)
def test_two_names_that_read_the_same_are_found(own, pair):
    said = "the preferred name is also that of actor:two, typed in another way"
    assert own(_actor("one", pair[0]), _actor("two", pair[1])) == [(0, "error", "same-name", said)]


def test_two_names_that_look_the_same_are_found(own):
    said = "the preferred name looks like that of actor:{}, in letters of other scripts"
    found = own(
        _actor("a-one", "Coran"), _actor("a-two", "C\u043eran"),
        _actor("b-one", "COPA"), _actor("b-two", "\u0421\u041e\u0420\u0410"),
        _actor("c-one", "Kon"), _actor("c-two", "\u041a\u043e\u0442"),
    )  # fmt: skip
    assert found == [
        (0, "error", "same-name", said.format("a-two")),
        (2, "warning", "same-name", said.format("b-two")),
    ]


@pytest.mark.parametrize(
    ("label", "severity", "said"),
    [
        ("", "error", "nothing of it can be seen"),
        (" \u00a0", "error", "nothing of it can be seen"),
        ("\u200b\u2060\ufe0f", "error", "nothing of it can be seen"),
        ("\u3164\u2800", "error", "nothing of it can be seen"),
        ("Lee\\u0007", "error", "the control character U+0007 is in it"),
        ("Lee\\u001B[2J", "error", "the control character U+001B"),
        ("Lee\u0085Min", "error", "the control character U+0085"),
        ("Lee\\nMin", "warning", "a line break or tab is in it"),
        ("Lee\u2028Min", "warning", "a line break or tab is in it"),
        ("Lee \u202eniM", "error", "a mark turns the direction"),
        ("Lee \u2067niM", "error", "a mark turns the direction"),
        ("Lee\u2069", "error", "a mark turns the direction"),
        ("\u2067niM\u202c", "error", "a mark turns the direction"),
    ],
    ids=lambda it: _code(it),
)
def test_a_name_that_cannot_be_read_is_found(own, label, severity, said):
    ((line, how, check, message),) = own(_actor("one", label))
    assert (line, how, check) == (0, severity, "unreadable")
    assert message.startswith(f"skos:prefLabel: {said}")


def test_a_name_in_another_script_is_none_of_that(own):
    assert own(
        _actor("one", "\u05d8\u05e8\u05e1\u05e7\u05d9\u05d4"), _actor("two", "\u2067\u05d0\u2069 and B"), _actor("three", "\u0421\u041e\u0420"),
    ) == []  # fmt: skip


def test_a_gloss_that_steers_is_refused_when_it_is_typed(tmp_path):
    shutil.copytree(_MINI, tmp_path / "own")
    entry = Entry(
        "ledger1", ("ledger1-p1s1",), "Oshen | backs | Velmora", "Morning Ledger", "Quiet\x1b[2J"
    )
    with pytest.raises(BadOption, match=r"control character U\+001B"):
        adding.add(dossier.find(tmp_path / "own"), entry, dry_run=True)


@pytest.mark.parametrize(
    ("date", "western"),
    [
        ("\u0662\u0660\u0662\u0663", "2023"),
        ("\u09e8\u09e6\u09e8\u09e9-\u09e6\u09ef-\u09e7\u09ef", "2023-09-19"),
        ("\uff12\uff10\uff12\uff13-09", "2023-09"),
        ("202\u0663-09-1\u0669~", "2023-09-19~"),
        ("2023/\u0662\u0660\u0662\u0664", "2023/2024"),
    ],
    ids=_code,
)
def test_figures_of_another_script_are_no_date_and_said_to_be_none(date, western):
    with pytest.raises(BadDate, match=re.escape(f"write its digits as in {western}.")):
        dates.interval(date)


def test_a_day_and_a_passage_have_western_figures():
    with pytest.raises(BadDate, match="write it as 2023-09-19"):
        dates.day("\u0662\u0660\u0662\u0663-09-19")
    assert not is_slug("x-p\u0661")
    assert is_slug("x-p1")


def _profile_1(text):
    """Return the paragraphs of a text as the profile defines them, in other words than the code."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blank = {"Zs", "Zl", "Zp", "Cc", "Cf"}
    plain = [
        "".join(" " if unicodedata.category(c) in blank else c for c in line) for line in lines
    ]
    return [" ".join(part for part in line.split(" ") if part) for line in plain if line.strip(" ")]


@given(
    st.text(
        alphabet=st.one_of(
            st.characters(), st.sampled_from("a \n\r\xad\u200c\u200d\u2060\u00a0.\u0301")
        )
    )
)
def test_the_text_profile_is_what_it_was(text):
    assert normalise(text) == _profile_1(text)
    assert [len(one) for one in joined(text)] == [len(one) for one in normalise(text)]


@given(st.text())
def test_comparing_changes_nothing_twice(text):
    assert fold(fold(text)) == fold(text)


@given(
    st.text(alphabet="ab \u2019\xad\u200c\u2014\"'-\u0301", min_size=1, max_size=12),
    st.text(alphabet="xy \xad", max_size=5),
)
def test_words_copied_from_a_text_are_found_in_it(words, around):
    text = f"{around}{words}{around}"
    corpus = Corpus({"x": normalise(text)}, {"x": joined(text)})
    if fold(words):
        assert len(cite(corpus, words)) >= 1


@given(st.text(st.characters(max_codepoint=127), max_size=8))
def test_plain_words_are_folded_by_the_same_rule_as_all_others(words):
    unseen = "\u200b"  # what cannot be seen does not count, and is in no plain word
    assert fold(words) == fold(words + unseen)
