"""From files to texts: what is taken of plain text, web pages, PDF and Word, and what is refused."""

from __future__ import annotations

import io
import re
import sys

import docx
import pypdf
import pytest
from docx.oxml import OxmlElement
from hypothesis import given
from hypothesis import strategies as st

from kgraph.curation import extracting
from kgraph.curation.extracting import extract, unwrapped
from kgraph.errors import BadData, BadOption, MissingFile, MissingPackage

_FIRST = (
    "The harbour of Port Lorne stayed shut on Monday, and the council of the islands said that it "
    "would open when the long-term lease of the northern quay had been signed by both towns."
)
_SECOND = "Nobody in the town hall would say when that might be."


def _wrapped(width, *paragraphs):
    import textwrap

    return "\n\n".join(textwrap.fill(one, width, break_long_words=False) for one in paragraphs)


def _file(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- plain text


@pytest.mark.parametrize("width", [40, 72, 120])
def test_wrapped_lines_are_joined(tmp_path, width):
    found = extract(_file(tmp_path, "a.txt", _wrapped(width, _FIRST, _SECOND)))
    assert found.paragraphs == [_FIRST, _SECOND]
    assert "joined into 2 paragraphs" in found.notes[0]


def test_a_line_each_stays_a_paragraph_each(tmp_path):
    found = extract(_file(tmp_path, "a.txt", f"Port shut\n{_FIRST}\n{_SECOND}\n"))
    assert found.paragraphs == ["Port shut", _FIRST, _SECOND]
    assert found.notes == []


def test_line_breaks_of_all_systems_and_utf16_are_read(tmp_path):
    text = _wrapped(60, _FIRST, _SECOND)
    for content in (
        text.replace("\n", "\r\n").encode(),
        text.encode("utf-16"),
        text.encode("utf-8-sig"),
    ):
        assert extract(_file(tmp_path, "a.txt", content)).paragraphs == [_FIRST, _SECOND]


def test_a_cut_word_is_whole_again_with_the_hyphen_that_it_has_elsewhere():
    whole = ["of the harbour.", "", "a har-", "bour"]
    assert unwrapped(whole)[-1] == "a harbour"
    known = ["a long-term plan.", "", "is a long-", "term plan"]
    for hyphenated in (False, True):
        assert unwrapped(known, hyphenated=hyphenated)[-1] == "is a long-term plan"
    assert unwrapped(["a har-", "bour"]) == ["a har-bour"]
    assert unwrapped(["a har-", "bour"], hyphenated=True) == ["a harbour"]
    assert unwrapped(["a har\u00ad", "bour"]) == ["a harbour"]
    assert unwrapped(["North-", "South talks"], hyphenated=True) == ["North-South talks"]


@given(
    st.lists(st.text(st.sampled_from("abc xyz."), min_size=1, max_size=300), max_size=5),
    st.integers(20, 120),
)
def test_wrapping_and_joining_loses_no_word(paragraphs, width):
    text = _wrapped(width, *paragraphs)
    assert " ".join(unwrapped(text.split("\n"))).split() == " ".join(paragraphs).split()


def test_text_in_another_encoding_is_refused_with_its_line(tmp_path):
    with pytest.raises(BadData, match="save it as UTF-8"):
        extract(_file(tmp_path, "a.txt", "fine\ncafé".encode("cp1252")))


# --- web pages

_PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Port shut | The Lorne Times</title>
<meta property="og:title" content="Port shut"><meta property="og:site_name" content="The Lorne Times">
<meta property="article:published_time" content="2031-05-04T09:00:00Z">
<link rel="canonical" href="https://lorne.example/port-shut"><style>p {{ color: red }}</style></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<div id="cookie-banner"><p>We value your privacy. Accept all?</p></div>
<main><article class="post"><header><h1>Port shut</h1></header>
<p>{_FIRST.replace("northern quay", "<b>northern</b> quay")}</p>
<div class="share-buttons">Share this</div><script>var a = "<p>no</p>";</script>
<p>{_SECOND}<br>It rained.</p><aside>Read also: ferries</aside></article>
<section class="related"><article><p>Ferries late</p></article></section></main>
<footer>All rights reserved</footer></body></html>"""


def test_a_page_gives_its_article_and_what_it_says_of_itself(tmp_path):
    found = extract(_file(tmp_path, "a.html", _PAGE))
    assert found.paragraphs == ["Port shut", _FIRST, _SECOND, "It rained."]
    assert (found.title, found.publisher, found.published) == (
        "Port shut",
        "The Lorne Times",
        "2031-05-04",
    )
    assert (found.url, found.language) == ("https://lorne.example/port-shut", "en-GB")
    assert "were left out" in found.notes[0]


def test_a_page_without_marks_of_its_parts_is_taken_whole(tmp_path):
    page = f"<html><body><div>{_FIRST}</div><div>{_SECOND}</div></body></html>"
    assert extract(_file(tmp_path, "a.htm", page)).paragraphs == [_FIRST, _SECOND]


def test_a_page_in_a_script_without_blanks_is_long_enough(tmp_path):
    text = "港口星期一仍然关闭。" * 8
    page = f"<html lang='zh'><body><article><p>{text}</p></article></body></html>"
    assert extract(_file(tmp_path, "a.html", page)).paragraphs == [text]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><div id='root'></div><script>load()</script></body></html>",
        "<html><body><nav>Home News Sport</nav><div class='cookie-wall'><p>"
        + _FIRST * 3
        + "</p></div></body></html>",
        "",
        "<div>" * 5000,
    ],
)
def test_a_page_that_holds_its_text_back_is_refused(tmp_path, page):
    with pytest.raises(BadData, match=r"save it again when it is shown whole|copy its text"):
        extract(_file(tmp_path, "a.html", page))


# --- PDF


def _pdf(*pages, title=""):
    """A PDF of pages, each a list of (x, y, text) in points."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    objects.append(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    for pieces in pages:
        stream = b"".join(
            b"BT /F1 10 Tf 1 0 0 1 %d %d Tm (%s) Tj ET\n"
            % (x, y, text.replace("(", r"\(").replace(")", r"\)").encode("cp1252"))
            for x, y, text in pieces
        )
        objects.append(b"<< /Length %d >>\nstream\n%sendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< /Title (%s) >>" % title.encode())
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, len(objects), at)
    )
    return out.getvalue()


def _column(x, *lines, top=700):
    return [(x, top - 14 * n, line) for n, line in enumerate(lines)]


def _lines(width, text):
    return _wrapped(width, text).split("\n")


def test_a_pdf_gives_paragraphs_over_pages_without_running_heads(tmp_path):
    lines = _lines(60, _FIRST)
    pages = [
        [(50, 760, "The Lorne Times"), *_column(50, *lines), (300, 40, f"Page {n}")]
        for n in (1, 2, 3)
    ]
    found = extract(_file(tmp_path, "a.pdf", _pdf(*pages, title="Port shut")))
    assert " ".join(found.paragraphs) == " ".join([_FIRST] * 3)
    assert found.title == "Port shut"


def test_in_a_pdf_gaps_and_indents_part_paragraphs_and_not_the_width_of_letters(tmp_path):
    first = [
        "Officials of the Ministry Of Works in New",
        "Haven met on Monday, said the Mayor of Port Lorne.",
    ]
    second = [
        "Her town waits. Illinois lilies fill little hills, and the",
        "Council of the Islands will not pay for it.",
    ]
    gap = [*_column(50, *first), *_column(50, *second, top=650)]
    indent = [
        (50 + 20 * (n in {0, 2}), 700 - 14 * n, line) for n, line in enumerate([*first, *second])
    ]
    for page in (gap, indent):
        found = extract(_file(tmp_path, "a.pdf", _pdf(page))).paragraphs
        assert found == [" ".join(first), " ".join(second)]


def test_a_sentence_that_goes_on_on_the_next_page_is_one(tmp_path):
    lines = _lines(60, _FIRST)
    pages = [_column(50, *lines[:2]), _column(50, *lines[2:], "", _SECOND)]
    assert extract(_file(tmp_path, "a.pdf", _pdf(*pages))).paragraphs[0] == _FIRST


@pytest.mark.parametrize(
    ("name", "package"), [("a.html", "lxml"), ("a.pdf", "pypdf"), ("a.docx", "docx")]
)
def test_without_a_library_it_is_said_what_to_install(tmp_path, monkeypatch, name, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPackage, match=r"pip install 'kgraph\[documents\]'"):
        extract(_file(tmp_path, name, "x"))


def test_a_pdf_in_two_columns_asks_which_it_is(tmp_path):
    lines = _lines(44, f"{_FIRST} {_SECOND} {_FIRST}")
    pairs = zip(_column(50, *lines), _column(320, *lines), strict=True)
    rows = [one for pair in pairs for one in pair]
    path = _file(tmp_path, "a.pdf", _pdf(rows))
    with pytest.raises(BadData, match="Page 1 seems to be set in two columns; say --columns 2"):
        extract(path)
    read = " ".join(extract(path, columns=2).paragraphs)
    assert read == " ".join([_FIRST, _SECOND, _FIRST] * 2)
    assert extract(path, columns=1).paragraphs


def test_a_scan_is_refused_and_a_picture_among_pages_is_said(tmp_path):
    with pytest.raises(BadData, match="recognise the text"):
        extract(_file(tmp_path, "a.pdf", _pdf([], [])))
    found = extract(_file(tmp_path, "a.pdf", _pdf(_column(50, *_lines(60, _FIRST)), [])))
    assert found.paragraphs == [_FIRST]
    assert "page 2" in found.notes[0]


def test_a_pdf_with_a_password_is_refused_and_one_without_is_read(tmp_path):
    plain = _pdf(_column(50, *_lines(60, _FIRST)))
    for word, refused in (("secret", True), ("", False)):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain))
        writer.encrypt(word, "owner", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        path = _file(tmp_path, "a.pdf", out.getvalue())
        if refused:
            with pytest.raises(BadData, match="wants a password"):
                extract(path)
        else:
            assert extract(path).paragraphs == [_FIRST]


@given(st.integers(0, 800), st.binary(min_size=1, max_size=20))
def test_a_broken_pdf_is_a_sentence(tmp_path_factory, at, junk):
    content = bytearray(_pdf(_column(50, *_lines(60, _FIRST))))
    content[at : at + len(junk)] = junk
    path = _file(tmp_path_factory.getbasetemp(), "broken.pdf", bytes(content))
    try:
        assert extract(path).paragraphs
    except BadData as error:
        assert str(error).endswith(".")


# --- Word


def _word(build):
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file_gives_paragraphs_and_cells(tmp_path):
    def build(document):
        document.core_properties.title = "Port shut"
        document.add_heading("Port shut", 1)
        document.add_paragraph(_FIRST)
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "ferries", "4"
        document.add_paragraph(_SECOND)

    found = extract(_file(tmp_path, "a.docx", _word(build)))
    assert found.paragraphs == ["Port shut", _FIRST, "ferries", "4", _SECOND]
    assert found.title == "Port shut"


@pytest.mark.parametrize("change", ["ins", "del", "moveFrom"])
def test_tracked_changes_are_refused(tmp_path, change):
    def build(document):
        paragraph = document.add_paragraph(_FIRST)
        marked = OxmlElement(f"w:{change}")
        marked.append(paragraph.runs[0]._r)
        paragraph._p.append(marked)

    with pytest.raises(BadData, match="accept or reject them all"):
        extract(_file(tmp_path, "a.docx", _word(build)))


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.4", b"no such thing" * 50])
def test_what_only_has_the_name_of_a_kind_is_refused(tmp_path, name, content):
    with pytest.raises(BadData, match=r"can be read|pictures"):
        extract(_file(tmp_path, name, content))


def test_what_is_not_read_names_what_is(tmp_path):
    with pytest.raises(BadOption, match=re.escape(".docx, .htm, .html, .pdf")):
        extract(_file(tmp_path, "a.odt", b"x"))
    with pytest.raises(MissingFile):
        extract(tmp_path / "nowhere.pdf")
    with pytest.raises(MissingFile):
        extract(tmp_path / "nowhere.txt")
    with pytest.raises(BadData, match="no text in the file"):
        extract(_file(tmp_path, "a.txt", " \n\u200b\n"))


def test_a_file_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(extracting, "LARGEST", 10)
    with pytest.raises(BadData, match="part it into several"):
        extract(_file(tmp_path, "a.html", _PAGE))
