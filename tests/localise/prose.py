"""Strategies for prose that puts the speller to the test: American words, sense words with their cues, British prose."""

import re

from hypothesis import strategies as st

from newsletter.localise.spelling import cues, rules, tables
from tests.localise.spelling.scoring import CORPUS

_LITERAL = re.compile(r"(?<![\w-])[a-z]+(?![\w-])")

# Every word that may be beside a sense word: a change to one must not make another of it the next time.
CUES = sorted({word for _, lines in tables.sense_files() for line in lines for word in _LITERAL.findall(line)})
SENSES = sorted(cues.senses())
AMERICAN = sorted(word for word in tables.spellings() if (found := rules.british(word)) and "-" not in found.british)
_WORDS = st.sampled_from(AMERICAN) | st.sampled_from(SENSES) | st.sampled_from(CUES)
_CASES = st.sampled_from([str, str, str, str.capitalize, str.upper])
_GAPS = st.sampled_from(
    [" ", " ", " ", " ", ", ", ". ", "? ", ": ", "'s ", "’s ", "-", " “", "” ", " (", ") ", "\n", "\u00a0"]
)

AMERICAN_PROSE = st.lists(st.tuples(st.builds(lambda case, word: case(word), _CASES, _WORDS), _GAPS), max_size=24).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)

SENTENCES = sorted(
    {
        sentence
        for path in (CORPUS / "british").glob("*.txt")
        for line in path.read_text("utf-8").splitlines()
        for sentence in re.findall(r"[A-Z][^.!?]*[.!?](?=\s|$)", line)
        if "“" not in sentence and "”" not in sentence
    }
)
BRITISH_WORDS = sorted(
    {found.british for word in tables.spellings() if (found := rules.british(word)) and found.tier < 3}
)
_BRITISH = st.sampled_from(SENTENCES) | st.lists(st.sampled_from(BRITISH_WORDS), min_size=1, max_size=12).map(" ".join)
BRITISH_PROSE = st.lists(_BRITISH, max_size=6).map(" ".join)
