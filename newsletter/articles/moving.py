"""GIFs that move: their frames letter for letter, and nothing else that a file can carry along. Pure.

`sizing` asks. Comments, XMP and whatever stands behind the end go; frames, their times and the number of rounds stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from

_ROUNDS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # the applications whose block says how often the frames go round
_EXTENSION, _IMAGE, _END = 0x21, 0x2C, 0x3B
_TIMING, _APPLICATION = 0xF9, 0xFF


@dataclass(frozen=True, slots=True)
class _Block:
    """A part of a GIF, from its first byte to behind its last."""

    kind: int
    label: int  # of an extension
    start: int
    end: int


def frames_only(body: bytes) -> bytes | None:
    """The GIF without what is no frame of it; None where it does not move. Raises ValueError where it is damaged."""
    try:
        start = 13 + _table(body[10])
        blocks = list(_blocks(body, start))
    except IndexError as error:
        raise ValueError("it breaks off in the middle of a block") from error
    frames = [block for block in blocks if block.kind == _IMAGE]
    if len(frames) < 2:
        return None
    if not all(_is_inside(body, frame) for frame in frames):
        raise ValueError("a frame is larger than the picture")
    kept = (body[block.start : block.end] for block in blocks if _is_shown(block, body))
    return body[:start] + b"".join(kept) + bytes([_END])


def _blocks(body: bytes, here: int) -> Iterator[_Block]:
    while here < len(body) and body[here] != _END:
        start, kind = here, body[here]
        if kind == _EXTENSION:
            here = _behind_parts(body, start + 2)
        elif kind == _IMAGE:
            here = _behind_parts(body, start + 11 + _table(body[start + 9]))
        else:
            raise ValueError(f"no block of a GIF begins with {kind}")
        yield _Block(kind, body[start + 1], start, here)


def _behind_parts(body: bytes, here: int) -> int:
    """Where a row of parts ends, each of which begins with its length; one without length is the last."""
    while length := body[here]:
        here += 1 + length
    return here + 1


def _table(flags: int) -> int:
    """The bytes of a table of colours, by the flags before it."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _is_inside(body: bytes, frame: _Block) -> bool:
    """Whether a frame needs no more room than the picture says: else a mail program could run out of memory."""
    left, top, width, height = unpack_from("<4H", body, frame.start + 1)
    widest, highest = unpack_from("<2H", body, 6)
    return bool(left + width <= widest and top + height <= highest)


def _is_shown(block: _Block, body: bytes) -> bool:
    if block.kind == _IMAGE or block.label == _TIMING:
        return True
    return block.label == _APPLICATION and body[block.start + 3 : block.start + 14] in _ROUNDS
