"""find."""

from __future__ import annotations

from typing import Any

import click

from kgraph.cli.filters import chosen, claim_options
from kgraph.cli.notes import version
from kgraph.cli.options import opened, row_options
from kgraph.cli.output import write_result

__all__ = ["find_command"]


@click.command("find")
@click.argument("text", nargs=-1, required=True)
@row_options(claim_options)
def find_command(text: tuple[str, ...], **options: Any) -> None:
    """Find words in claims, names and titles, however they are typed.

    Searched are paraphrases, notes, conditions and groups of claims, labels and aliases in all
    languages, and titles of documents. All words must occur, in any order; a phrase in quotation
    marks together. A word is found at the beginning of words. In a claim that has one of them, the
    others may be in the names of what it is about. The options choose claims; of a thing or
    document, the claims about it are counted.

    \b
    Example: kgraph find ferries Borduria
             kgraph find '"customs union"' --claimant Syldavia
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    kg = opened(options)
    found = kg.find(" ".join(text), **chosen(options))
    write_result(found, options, version(kg))
