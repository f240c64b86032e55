"""MACTOR's tables of convergence, divergence and ambivalence between actors.

Everything here works on a matrix of positions, actors by objectives: the sign is the side, the size
the salience (1MAO has signs only, 2MAO -4 to 4, 3MAO weighted by power); nan where an actor has no
position.

References
----------
.. [1] Godet, M. (1991), Actors' moves and strategies: the MACTOR method, Futures 23(6): 605-622.
.. [2] Arcade, J., Godet, M., Meunier, F. & Roubelat, F. (1999), Structural analysis with the MICMAC
   method and actors' strategy with MACTOR method, AC/UNU Millennium Project.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kgraph.errors import BadData, MissingFile

__all__ = [
    "Objectives",
    "ambivalence",
    "convergence",
    "degree_of_convergence",
    "divergence",
    "implication",
    "mobilisation",
    "read_objectives",
]

#: The greatest salience of an objective.
_MOST = 4.0


@dataclass(frozen=True, eq=False)
class Objectives:
    """A matrix of positions as MACTOR has it, typed in or made of claims."""

    actors: tuple[str, ...]
    objectives: tuple[str, ...]
    values: np.ndarray


def convergence(positions: np.ndarray) -> np.ndarray:
    """Return ``CAA_ij = sum_k (|x_ik| + |x_jk|) / 2`` over objectives on which both pull one way.

    Parameters
    ----------
    positions : array
        Actors by objectives; nan or 0 where an actor takes no side.

    Returns
    -------
    array
        Square, symmetric, >= 0, the diagonal 0; dimensionless.

    Examples
    --------
    >>> convergence(np.array([[3.0, -2.0], [1.0, 2.0]])).tolist()
    [[0.0, 2.0], [2.0, 0.0]]
    """
    return _pulled(positions, 1.0)


def divergence(positions: np.ndarray) -> np.ndarray:
    """Return ``DAA_ij``: as ``convergence``, over objectives on which two actors pull apart."""
    return _pulled(positions, -1.0)


def _pulled(positions: np.ndarray, way: float) -> np.ndarray:
    x = np.nan_to_num(np.asarray(positions, dtype=float))
    sides = [(x > 0).astype(float), (x < 0).astype(float)]
    others = sides if way > 0 else sides[::-1]
    size = np.abs(x)
    total = np.zeros((len(x), len(x)))
    for here, there in zip(sides, others, strict=True):
        total += (size * here) @ there.T + here @ (size * there).T
    np.fill_diagonal(total, 0.0)
    return total / 2.0


def degree_of_convergence(positions: np.ndarray, counted: np.ndarray | None = None) -> float | None:
    """Return ``100 sum C / (sum C + sum D)``: per cent, in [0, 100].

    ``counted`` tells which pairs of actors the sums take (symmetric, of bool); all unless given.
    ``None`` where no two of them take sides on one objective.
    """
    c, d = (both.sum() for both in _counted(positions, counted))
    return float(100.0 * c / (c + d)) if c + d else None


def _counted(positions: np.ndarray, counted: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Return convergence and divergence, 0 for pairs that do not count."""
    c, d = convergence(positions), divergence(positions)
    return (c, d) if counted is None else (c * counted, d * counted)


def ambivalence(
    positions: np.ndarray, counted: np.ndarray | None = None
) -> tuple[float | None, ...]:
    """Return ``EQ_i = 1 - sum_j |C_ij - D_ij| / sum_j (C_ij + D_ij)`` of each actor.

    ``counted`` tells which pairs the sums take (symmetric, of bool); all unless given.

    Returns
    -------
    tuple of float or None
        In [0, 1]: 0 if an actor is with or against each other actor throughout, 1 if as much with
        as against each; ``None`` for an actor that shares no objective with anybody.
    """
    c, d = _counted(positions, counted)
    apart, all_ = np.abs(c - d).sum(axis=1), (c + d).sum(axis=1)
    return tuple(float(1.0 - a / b) if b else None for a, b in zip(apart, all_, strict=True))


def mobilisation(positions: np.ndarray) -> np.ndarray:
    """Return how much each objective mobilises: ``sum_i |x_ik|``, >= 0."""
    total: np.ndarray = np.abs(np.nan_to_num(positions)).sum(axis=0)
    return total


def implication(positions: np.ndarray) -> np.ndarray:
    """Return how much each actor is implicated: ``sum_k |x_ik|``, >= 0."""
    total: np.ndarray = np.abs(np.nan_to_num(positions)).sum(axis=1)
    return total


def read_objectives(path: Path | str) -> Objectives:
    """Return a matrix of positions typed into a CSV file.

    The first line names the objectives behind an empty or freely named cell; each further line is
    an actor and its positions from -4 to 4, empty where it has none.

    Raises
    ------
    MissingFile
        If the file cannot be read.
    BadData
        With file, line and column of what cannot be understood.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"The file {path} cannot be read ({error.strerror}); name another."
        raise MissingFile(message) from None
    except UnicodeDecodeError as error:
        message = f"The file is not UTF-8 at byte {error.start}; save it as UTF-8."
        raise BadData(message, path) from None
    lines = list(csv.reader(text.splitlines()))
    if not lines or len(lines[0]) < 2:
        message = "The first line names the objectives, after a cell for the actors."
        raise BadData(message, path, 1)
    objectives = tuple(cell.strip() for cell in lines[0][1:])
    actors: list[str] = []
    rows: list[list[float]] = []
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(objectives) + 1:
            message = f"There are {len(line)} cells instead of {len(objectives) + 1}."
            raise BadData(message, path, number)
        if line[0].strip() in actors:
            message = f"{line[0].strip()!r} has a line already; an actor has one."
            raise BadData(message, path, number)
        actors.append(line[0].strip())
        rows.append([_number(cell, path, number, at) for at, cell in enumerate(line[1:], start=2)])
    return Objectives(tuple(actors), objectives, np.array(rows).reshape(-1, len(objectives)))


def _number(cell: str, path: Path | str, line: int, column: int) -> float:
    if not cell.strip():
        return float("nan")
    try:
        value = float(cell)
    except ValueError:
        value = float("nan")
    if not abs(value) <= _MOST:
        message = f"A position is a number from -4 to 4 or empty, not {cell.strip()!r}."
        raise BadData(message, path, line, column)
    return value
