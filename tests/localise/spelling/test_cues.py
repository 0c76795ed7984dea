"""The language of `senses/`, and the soundness of its files."""

import re

import pytest

from newsletter.localise.spelling import cues, rules, senses, tables
from newsletter.localise.spelling.cues import Decision


def decided(sentence: str, word: str, *, at_home: bool = False) -> Decision:
    start = sentence.index(word)
    return senses.decide(senses.sense_of(word), sentence, start, start + len(word), at_home=at_home)


@pytest.mark.parametrize(
    ("sentence", "word", "decision"),
    [
        ("Surgeons practice for years.", "practice", "change"),
        ("The practice has six doctors.", "practice", "keep"),
        ("A fine white disk lay there.", "disk", "ask"),
        ("He fell from the second story window.", "story", "change"),
        ("Their story moved us. A window opened.", "story", "keep"),
        ("Keep the cot away from drafts.", "drafts", "change"),
        ("The first draft is out.", "draft", "keep"),
        ("a three-story house", "story", "change"),
        ("The driver’s license expired.", "license", "change"),
        ("They refused to license the drug.", "license", "keep"),
        ("Gray matter controls movement.", "Gray", "change"),
        ("Gray led the review.", "Gray", "ask"),
        ("GRAY HAIR IS NO DISEASE", "GRAY", "change"),
        ("the gray cat", "gray", "change"),
    ],
)
def test_the_neighbours_decide(sentence: str, word: str, decision: Decision) -> None:
    assert decided(sentence, word) == decision


def test_a_cue_of_another_sentence_does_not_count() -> None:
    assert decided("The window is cold. Read the draft.", "draft") == "keep"
    assert decided("The window is cold by the draft.", "draft") == "change"


def test_a_sentence_begins_where_it_begins() -> None:
    assert decided("Practice your breathing.", "Practice") == "change"
    assert decided("“Well.” Practice your breathing.", "Practice") == "change"
    assert decided("one two three four five six seven eight nine ten practice your breathing", "practice") == "ask"


def test_otherwise_may_depend_on_the_writer() -> None:
    assert decided("It is a program.", "program") == "change"
    assert decided("It is a program.", "program", at_home=True) == "keep"


def test_every_sense_word_has_cues_and_says_what_tells_its_spellings_apart() -> None:
    for word, sense in cues.senses().items():
        assert sense.british.lower() != word.lower()
        assert sense.why
        assert sense.cues or sense.otherwise == "change"


@pytest.mark.parametrize("name", [name for name, _ in tables.sense_files() if name != "classes"])
def test_each_line_of_a_file_is_understood(name: str) -> None:
    lines = dict(tables.sense_files())[name]
    shapes = r"\w+ > \w+: .+|[A-Z]{2,}: .+|(?:change|keep|ask) +.+|otherwise (?:change|keep|ask)(?: abroad)?"
    assert [line for line in lines if not re.fullmatch(shapes, line)] == []
    assert sum(line.startswith("otherwise") for line in lines) == 1
    cue_lines = [line.split() for line in lines if re.match("change|keep|ask", line)]
    assert [words for words in cue_lines if words.count("_") != (words[1] not in {"&", "&&"})] == [], (
        "the word stands in each, once"
    )


@pytest.mark.parametrize("name", [name for name, _ in tables.sense_files() if name != "classes"])
def test_each_kind_that_a_cue_names_is_known(name: str) -> None:
    files = dict(tables.sense_files())
    known = {line.partition(":")[0] for line in (*files["classes"], *files[name]) if re.match(r"[A-Z]{2,}: ", line)}
    named = {
        word for line in files[name] if re.match("change|keep|ask", line) for word in re.findall(r"[A-Z]{2,}", line)
    }
    assert named - known <= {"ANY", "NAME"}


def test_a_cue_stands_in_both_spellings() -> None:
    """What is respelled on the way must still be a cue, or the next reading would decide otherwise."""
    for name, lines in tables.sense_files():
        for line in lines:
            words = set(re.findall(r"(?<![\w-])[a-z]+(?![\w-])", line))
            spelt = {word: found.british for word in words if (found := rules.british(word)) and found.tier < 3}
            assert {word: british for word, british in spelt.items() if british not in words} == {}, (name, line)
