"""Sets two texts' figures against each other and finds those that stand alone; `parity` calls it. Pure, linear."""

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator

from newsletter.localise.parity_figures import Figure, Key


def unmatched(ours: Iterable[Figure], theirs: Iterable[Figure]) -> tuple[list[Figure], list[Figure]]:
    """What each side has alone, once equal figures and then those that may be equal are taken together."""
    left, right = _without_equal(list(ours), list(theirs))
    offered: dict[object, deque[int]] = defaultdict(deque)
    for index, figure in enumerate(right):
        for key in (figure.key, *figure.loose):
            offered[key, key == figure.key].append(index)
    taken, alone = set[int](), list[Figure]()
    for figure in left:
        wanted = [(figure.key, False), *((key, True) for key in figure.loose)]
        matches = (_first(offered[key], taken) for key in wanted)
        match = next((index for index in matches if index is not None), None)
        if match is None:
            alone.append(figure)
        else:
            taken.add(match)
    return alone, [figure for index, figure in enumerate(right) if index not in taken]


def is_spoken(figure: Figure, here: Counter[int], there: Counter[int]) -> bool:
    """Whether the other text says the figure's number in words, more often than its own does: two, or a dual."""
    return figure.count is not None and there[figure.count] > here[figure.count]


def paired(ours: list[Figure], theirs: list[Figure]) -> Iterator[tuple[Figure | None, Figure | None]]:
    """Figures that stand for each other: of one unit, else of one amount, else of one kind; the rest alone."""
    for alike in (_unit, _number, _kind):
        waiting: dict[Hashable, deque[Figure]] = defaultdict(deque)
        for figure in theirs:
            waiting[alike(figure)].append(figure)
        rest = list[Figure]()
        for figure in ours:
            if waiting[alike(figure)]:
                yield figure, waiting[alike(figure)].popleft()
            else:
                rest.append(figure)
        kept = {id(figure) for queue in waiting.values() for figure in queue}
        ours, theirs = rest, [figure for figure in theirs if id(figure) in kept]
    yield from ((figure, None) for figure in ours)
    yield from ((None, figure) for figure in theirs)


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _unit(figure: Figure) -> Hashable:
    return figure.key[0], figure.key[-1] if figure.key[0] in ("measure", "money") else ""


def _number(figure: Figure) -> Hashable:
    return figure.count if figure.count is not None else figure


def _kind(figure: Figure) -> Hashable:
    return figure.key[0]


def _without_equal(ours: list[Figure], theirs: list[Figure]) -> tuple[list[Figure], list[Figure]]:
    both = Counter(figure.key for figure in ours) & Counter(figure.key for figure in theirs)
    return _less(ours, both), _less(theirs, both)


def _less(found: list[Figure], gone: Counter[Key]) -> list[Figure]:
    """The figures without so many of each."""
    left, rest = Counter(gone), list[Figure]()
    for figure in found:
        if left[figure.key]:
            left[figure.key] -= 1
        else:
            rest.append(figure)
    return rest


def _first(queue: deque[int], taken: set[int]) -> int | None:
    while queue and queue[0] in taken:
        queue.popleft()
    return queue[0] if queue else None
