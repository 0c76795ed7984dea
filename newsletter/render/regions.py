"""`{% region "uk" %} … {% endregion %}` in templates: what stands between is for these and their children alone.

`templates` gives the extension to its environments, and the extractors of words know it by name. Which region is told
is looked up when a template is filled (`lineage` of its values), for its code is shared by them all. What would not
show there is looked at when the project's kit is opened: names that no region has, and blocks with nothing in them.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from typing import NamedTuple

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from newsletter.model import Finding
from newsletter.render.tracing import Spot, wrong

_TAG = re.compile(r"\{%[-+]?\s*region\b")
_IN_QUOTES = 'write the region in quotation marks, as in {% region "uk" %}'
_NO_BLOCK = "a block is everybody's, whatever stands around it: put {% region %} into the block"


class RegionBlocks(Extension):
    """The tag `region`, with one region's slug or several, and commas between them."""

    tags = {"region"}  # noqa: RUF012 (as Jinja has it)

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        slugs = [_slug(parser)]
        while parser.stream.skip_if("comma"):
            slugs.append(_slug(parser))
        test = self.call_method("_tells", [nodes.Name("lineage", "load"), *slugs], lineno=line)
        body = parser.parse_statements(("name:endregion",), drop_needle=True)
        block = nodes.If(test, body, [], [], lineno=line)
        for inner in block.find_all(nodes.Block):
            parser.fail(_NO_BLOCK, inner.lineno)
        return block

    def _tells(self, lineage: Collection[str], *slugs: str) -> bool:
        return not {*slugs}.isdisjoint(lineage)


class TemplateBlock(NamedTuple):
    """A region block as it stands in a template."""

    file: str
    line: int
    text: str  # of the line
    slugs: tuple[str, ...]
    empty: bool


def blocks_in(environment: Environment, file: str, source: str) -> Iterator[TemplateBlock]:
    """The region blocks of a template, told in an edition or not; raises Jinja's TemplateSyntaxError."""
    for found in environment.parse(source, file, file).find_all(nodes.If) if _TAG.search(source) else ():
        match found.test:
            case nodes.Call(node=nodes.ExtensionAttribute(identifier=RegionBlocks.identifier), args=[_, *slugs]):
                text = source.split("\n")[found.lineno - 1]
                named = tuple(slug.as_const() for slug in slugs)
                yield TemplateBlock(file, found.lineno, text, named, all(map(_is_nothing, found.body)))


def refuse_unknown(blocks: Iterable[TemplateBlock], known: Collection[str]) -> None:
    """Raises a TemplateError for blocks of regions that there are not, with their places."""
    unknown = [(block, slug) for block in blocks for slug in block.slugs if slug not in known]
    if unknown:
        raise wrong((_spot(block, slug), _no_such(slug, known)) for block, slug in unknown)


def empty(blocks: Iterable[TemplateBlock]) -> Iterator[Finding]:
    """A warning for each block that says nothing to anybody."""
    for block in blocks:
        if block.empty:
            message = f"the region block of {' and '.join(block.slugs)} has nothing in it"
            yield Finding("templates", "warning", block.file, block.line, 1, message, "fill it, or take it out")


def _slug(parser: Parser) -> nodes.Const:
    token = parser.stream.current
    if token.type != "string":
        parser.fail(_IN_QUOTES, token.lineno)
    return nodes.Const(next(parser.stream).value, lineno=token.lineno)


def _is_nothing(node: nodes.Node) -> bool:
    said = node.nodes if isinstance(node, nodes.Output) else [node]
    return all(isinstance(one, nodes.TemplateData) and not one.data.strip() for one in said)


def _spot(block: TemplateBlock, slug: str) -> Spot:
    return Spot(block.file, block.line, block.text.find(slug) + 1, block.text)


def _no_such(slug: str, known: Collection[str]) -> str:
    near = get_close_matches(slug.casefold(), known, n=1)
    return f"no such region: {slug!r}; " + (f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}")
