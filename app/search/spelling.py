"""Which known word somebody meant."""

from collections.abc import Iterable

#: words shorter than this have too many neighbours
SHORTEST = 4
#: typing errors in a word, by its length: one, and from eight letters on two
LONG = 8


def closest(word: str, known: Iterable[str]) -> str | None:
    """The nearest of the words, the earlier one of two that are equally near; None where none is near enough."""
    allowed = 2 if len(word) >= LONG else 1
    best, best_distance = None, allowed + 1
    for candidate in known if len(word) >= SHORTEST else ():
        distance = typing_errors(word, candidate, most=best_distance)
        if distance < best_distance:
            best, best_distance = candidate, distance
    return best


def typing_errors(first: str, second: str, *, most: int) -> int:
    """How many letters were left out, added, exchanged, or swapped with their neighbour; `most` if not fewer.

    The optimal string alignment distance (a restricted Damerau-Levenshtein distance; F. J. Damerau, CACM 7(3), 1964).
    """
    if abs(len(first) - len(second)) >= most:
        return most
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) >= most and min(before) >= most:
            return most
    return min(row[-1], most)
