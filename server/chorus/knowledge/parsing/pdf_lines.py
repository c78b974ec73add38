"""The lines of a PDF's page in reading order: columns one after the other, an empty line between paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

# In heights of a line: what stands farther apart than words of a sentence, and farther than lines of a paragraph.
GUTTER = 1.2
PARAGRAPH = 1.35
# Of how many lines a gutter is one, and how many words stand on either side of it; cells of a table have fewer.
GUTTER_LINES = 3
GUTTER_WORDS = 2.5
# Where one line is so much taller than the next, it is a heading.
TALLER = 1.15


@dataclass(frozen=True, slots=True)
class Span:
    """A word and its box, in points; the vertical axis points up."""

    text: str
    left: float
    right: float
    bottom: float
    top: float


@dataclass(slots=True)
class Line:
    """Words beside each other."""

    spans: list[Span] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words, a space between them."""
        return " ".join(span.text for span in self.spans)

    @property
    def top(self) -> float:
        """The upper edge."""
        return max(span.top for span in self.spans)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return min(span.bottom for span in self.spans)

    @property
    def height(self) -> float:
        """Of its first word, at least a point."""
        return max(self.spans[0].top - self.spans[0].bottom, 1.0)


def in_reading_order(lines: Sequence[Line]) -> str:
    """Return the text of a page in reading order."""
    return _joined(_by_columns(lines))


def _by_columns(lines: Sequence[Line]) -> list[Line]:
    """Read lines with a common gutter left column first, as most PDF producers do."""
    ordered: list[Line] = []
    at = 0
    while at < len(lines):
        end, gutter = _run(lines, at)
        left, right = _sides(lines[at:end], gutter)
        if _is_prose(left) and _is_prose(right):
            # There may be a third column on either side.
            ordered += [*_by_columns(left), *_by_columns(right)]
            at = end
        else:
            ordered.append(lines[at])
            at += 1
    return ordered


def _run(lines: Sequence[Line], start: int) -> tuple[int, float]:
    """Return how far the lines from `start` share a gap, and its middle."""
    best = (start, 0.0)
    for left, right in _gaps(lines[start]):
        low, high, end = left, right, start + 1
        while end < len(lines):
            beside = _beside(lines[end], low, high)
            if beside is None:
                break
            low, high = beside
            end += 1
        if end - start >= GUTTER_LINES and end > best[0]:
            best = (end, (low + high) / 2)
    return best


def _beside(line: Line, low: float, high: float) -> tuple[float, float] | None:
    """Return the part of a gap that this line leaves free; None if there is none."""
    for left, right in _gaps(line):
        narrow = max(low, left), min(high, right)
        if narrow[1] - narrow[0] > line.height * 0.5:
            return narrow
    # The last line of a column is short.
    if line.spans[-1].right < low:
        return low, high
    return (low, high) if line.spans[0].left > high else None


def _gaps(line: Line) -> list[tuple[float, float]]:
    spans = line.spans
    return [(one.right, other.left) for one, other in pairwise(spans) if other.left - one.right > GUTTER * line.height]


def _sides(lines: Sequence[Line], gutter: float) -> tuple[list[Line], list[Line]]:
    left = [Line([span for span in line.spans if span.right <= gutter]) for line in lines]
    right = [Line([span for span in line.spans if span.right > gutter]) for line in lines]
    return [line for line in left if line.spans], [line for line in right if line.spans]


def _is_prose(lines: Sequence[Line]) -> bool:
    words = sum(len(line.spans) for line in lines)
    return len(lines) >= GUTTER_LINES - 1 and words >= GUTTER_WORDS * len(lines)


def _joined(lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    pitches = [pitch for pitch in map(_pitch, lines, lines[1:]) if pitch > 0]
    usual = median(pitches) if pitches else 0.0
    parts = [lines[0].text]
    for above, line in pairwise(lines):
        parts += ["\n\n" if _is_new_paragraph(above, line, usual) else "\n", line.text]
    # A word that goes on in the next line is whole again.
    return "".join(parts).replace("\u00ad\n\n", "").replace("\u00ad\n", "").replace("\u00ad ", "").replace("\u00ad", "")


def _pitch(above: Line, line: Line) -> float:
    return above.bottom - line.bottom


def _is_new_paragraph(above: Line, line: Line, usual: float) -> bool:
    pitch = _pitch(above, line)
    taller = max(above.height, line.height) > TALLER * min(above.height, line.height)
    # Upwards is another column; side by side is the same row of a table.
    return pitch < 0 or pitch > PARAGRAPH * max(usual, 1.0) or (taller and pitch > 0)
