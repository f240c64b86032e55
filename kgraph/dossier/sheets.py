"""Tables that a spreadsheet wrote: cells by row, whatever parts them; no row is read wrongly."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadData, MissingFile, MissingPackage
from kgraph.files import read_raw, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Row", "Sheet", "load", "plain_numbers", "read", "workbook"]

#: What parts cells, the likeliest first; a spreadsheet says another one in a first line ``sep=``.
_SEPARATORS = (",", ";", "\t")
_SEP = re.compile(r'"?sep=(.)"?[;,\t]*(?:\r\n|\n|\r|$)', re.IGNORECASE)
_END = re.compile(r"\r\n|\n|\r")
_ROWS_NAMED = 5
#: What XML has no way to write.
_NOT_IN_CELL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, without blanks around them; the row as a spreadsheet counts it, and its first line."""

    number: int
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The names of the columns, the rows that are not empty, and what parts their cells."""

    columns: Row
    rows: tuple[Row, ...]
    separator: str


def load(path: Path | str) -> Sheet:
    """Return the table in a file: that of the first sheet of an xlsx, else as ``read`` of its text.

    Raises
    ------
    BadData
        If it is no such table.
    MissingPackage
        If it is an xlsx, and the package that reads it is not installed.
    AccessError
        If there is no such file, or it cannot be read.
    """
    if str(path).casefold().endswith(".xlsx"):
        return _read_workbook(path)
    if not Path(path).exists():
        message = f"There is no file {path}; name a CSV file that exists."
        raise MissingFile(message)
    return read(read_text(path), path)


def read(text: str, path: Path | str) -> Sheet:
    """Return a table; columns and rows without any text are left out.

    Cells are parted by commas, semicolons or tabs, as the first row shows; rows end with any line
    break. A cell in quotation marks may hold all of these. A row that is cut short has empty cells
    at its end.

    Raises
    ------
    BadData
        If a quotation mark is not closed, or a row has more cells than there are columns.
    """
    start = 1 if text.startswith("\ufeff") else 0
    line = 1
    separator = ""
    if said := _SEP.match(text, start):
        separator, start, line = said[1], said.end(), 2
    separator = separator or _separator(text, start)
    return _sheet(_rows(text, start, line, separator, path), line, separator, path)


def _sheet(every: Iterable[Row], line: int, separator: str, path: Path | str) -> Sheet:
    rows = [row for row in every if any(row.cells)]
    if not rows:
        return Sheet(Row(1, line, ()), (), separator)
    header, *others = rows
    named = [n for n, name in enumerate(header.cells) if name]
    wrong = [
        row for row in others if any(cell and n not in named for n, cell in enumerate(row.cells))
    ]
    if wrong:
        first = wrong[0]
        at = next(n for n, cell in enumerate(first.cells) if cell and n not in named)
        which = ", ".join(str(row.number) for row in wrong[:_ROWS_NAMED])
        more = " ..." if len(wrong) > _ROWS_NAMED else ""
        message = (
            f"Row {which}{more}: there is no column for cell {at + 1}, {first.cells[at]!r}; name "
            "the column, or put a cell that holds what parts the others into quotation marks."
        )
        raise BadData(message, path, first.line)
    return Sheet(_of(header, named), tuple(_of(row, named) for row in others), separator)


def _of(row: Row, columns: Iterable[int]) -> Row:
    cells = row.cells
    return Row(row.number, row.line, tuple(cells[n] if n < len(cells) else "" for n in columns))


def _separator(text: str, start: int) -> str:
    """Return what parts the cells of the first row that has any."""
    for line in _END.split(re.sub(r'"[^"]*"', "", text[start:])):
        found = {sign: line.count(sign) for sign in _SEPARATORS}
        if any(found.values()):
            return max(_SEPARATORS, key=lambda sign: found[sign])
        if line.strip():
            break
    return _SEPARATORS[0]


def _rows(text: str, at: int, line: int, separator: str, path: Path | str) -> Iterable[Row]:
    bare = re.compile(rf"[^{re.escape(separator)}\r\n]*")
    quoted = re.compile(r'[^\S\r\n]*"([^"]*(?:""[^"]*)*)"[^\S\r\n\t]*')
    opening = re.compile(r'[^\S\r\n\t]*"')
    number, first = 1, line
    cells: list[str] = []
    while at < len(text):
        if opening.match(text, at):
            whole = quoted.match(text, at)
            behind = whole.end() if whole else len(text)
            ends = behind == len(text) or text[behind] in {separator, "\r", "\n"}
            if whole is None or not ends:
                where = "is not closed"
                if whole is not None:
                    closing = line + len(_END.findall(whole[1]))
                    where = f"is closed in the midst of a cell (line {closing})"
                message = (
                    f"Row {number}: the quotation mark that opens cell {len(cells) + 1} {where}; "
                    "leave it out, or write a mark within a cell twice."
                )
                raise BadData(message, path, line)
            cells.append(whole[1].replace('""', '"').strip())
            line += len(_END.findall(whole[1]))
            at = behind
        else:
            found = bare.match(text, at)
            assert found is not None  # noqa: S101  it matches nothing, too
            cells.append(found[0].strip())
            at = found.end()
        if at < len(text) and text[at] == separator:
            at += 1
            if at == len(text):
                cells.append("")
            continue
        if end := _END.match(text, at):
            at = end.end()
            line += 1
        yield Row(number, first, tuple(cells))
        number, first, cells = number + 1, line, []
    if cells:
        yield Row(number, first, tuple(cells))


# --- workbooks

#: Bytes that the parts of a workbook may have, unpacked.
_LARGEST = 256 << 20


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise MissingPackage("openpyxl", "xlsx") from None
    return openpyxl


def _read_workbook(path: Path | str) -> Sheet:
    openpyxl = _openpyxl()
    content = read_raw(path)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > _LARGEST:
            message = f"The workbook has more than {_LARGEST >> 20} MB; part it."
            raise BadData(message, path)
        with warnings.catch_warnings():
            # What it leaves out (charts, validation of cells) is no claim.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            rows = [
                Row(number, number, tuple(map(_cell, cells)))
                for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
            ]
    except BadData:
        raise
    except Exception as error:  # noqa: BLE001  what it meets in a damaged file has no common class
        message = f"The file is no workbook that can be read ({type(error).__name__})."
        raise BadData(message, path) from None
    return _sheet(rows, 1, "", path)


def _cell(value: Any) -> str:
    """Return a cell as one reads it: days as ISO has them, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    return str(value).strip()


def workbook(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook (xlsx) of one sheet, in which every cell is text and none a formula.

    Raises
    ------
    MissingPackage
        If the package that writes it is not installed.
    """
    openpyxl = _openpyxl()
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("kgraph")
    sheet.freeze_panes = "B2"
    for row in [columns, *rows]:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, _NOT_IN_CELL.sub("\ufffd", text))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


# --- numbers

_BLANK = " \u00a0\u2009\u202f'\u2019"
_NUMBER = re.compile(rf"[+\-\u2212]?[0-9][0-9.,{_BLANK}]*")
_GROUPED = r"[0-9]{1,3}(?:%s[0-9]{2,3})*%s[0-9]{3}"
_BY_BLANKS = re.compile(rf"([+-]?)([0-9]{{1,3}}(?:[{_BLANK}][0-9]{{3}})+)([.,][0-9]+)?")


def plain_numbers(cells: dict[int, str], separator: str, path: Path | str) -> dict[int, str]:
    """Return cells with their numbers written plainly (2.5), by what the file itself shows.

    A figure such as 2,5 or 1.234,5 can be read in one way and shows how the others are meant;
    semicolons between cells show it too. Others than figures stay as they are.

    Parameters
    ----------
    cells : dict of int to str
        Row, as a spreadsheet counts it, to cell.
    separator : str
        What parts the cells of the file.

    Raises
    ------
    BadData
        If a figure can be read in two ways, naming its row.
    """
    figures = {row: cell.replace("\u2212", "-") for row, cell in cells.items() if _figure(cell)}
    shown = {sign for cell in figures.values() for sign in _shown(cell)}
    if not shown and separator == ";":
        shown = {","}
    plain = dict(cells)
    for row, cell in figures.items():
        signs = set(_shown(cell)) or shown
        if "," in cell or ("." in cell and "," in shown):
            if len(shown) > 1 and not _shown(cell):
                signs = set()
            if len(signs) != 1:
                meant = " or ".join(dict.fromkeys((_read(cell, "."), _read(cell, ","))))
                message = (
                    f"Row {row}: {cell} may be {meant}, and nothing else in the file shows which; "
                    "write it plainly."
                )
                raise BadData(message, path)
            plain[row] = _read(cell, *signs)
        else:
            plain[row] = _read(cell, ".")
    return plain


def _figure(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _shown(cell: str) -> tuple[str, ...]:
    """Return the decimal sign that a figure shows, if it can be read in one way only."""
    body = cell.lstrip("+-")
    if found := _BY_BLANKS.fullmatch(cell):
        return (found[3][0],) if found[3] else ()
    last = max(body.rfind("."), body.rfind(","))
    if last < 0:
        return ()
    sign = body[last]
    other = "," if sign == "." else "."
    if other in body:
        return (sign,) if body.count(sign) == 1 else ()
    if body.count(sign) > 1:
        return (other,)  # thousands are parted by this one
    if len(body) - last - 1 != 3 or last > 3 or body[0] == "0":
        return (sign,)
    return ()


def _read(cell: str, decimal: str) -> str:
    """Return a figure written plainly, or as it is if it is none with this decimal sign."""
    thousands = "," if decimal == "." else "."
    sign = "-" if cell.startswith("-") else ""
    body = cell.lstrip("+-")
    whole, _, part = body.partition(decimal)
    signs = "|".join((re.escape(thousands), f"[{_BLANK}]"))
    group = f"(?:{signs})"
    if not (whole.isdigit() or re.fullmatch(_GROUPED % (group, group), whole)):
        return cell
    if part and not part.isdigit():
        return cell
    whole = re.sub(group, "", whole)
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"
