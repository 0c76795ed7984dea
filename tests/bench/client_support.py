"""Makes the table of what mail clients support, from caniemail's figures; only facts are taken, and their date.

    npm pack caniemail@2.0.2 && tar xzf caniemail-2.0.2.tgz
    python tests/bench/client_support.py package/data/caniemail.json > newsletter/render/clients/support.tsv

Of each client the newest version that was tried counts. Our own lines in `graceful.tsv` stay as they are: look
through them when the facts have changed.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_CATEGORIES = ("css", "html", "image")


def rows(told: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The table's rows: the date, the clients, their names, and one for each feature with y, a, n or u."""
    features = sorted(
        (one for one in told["data"] if one["category"] in _CATEGORIES), key=lambda feature: str(feature["slug"])
    )
    tried = sorted(
        {(family, platform) for one in features for family in one["stats"] for platform in one["stats"][family]}
    )
    names = told["nicenames"]
    yield "date", told["last_update_date"][:10]
    yield "client", "", *(f"{family}.{platform}" for family, platform in tried)
    yield "family", "", *(names["family"][family] for family, _ in tried)
    yield "platform", "", *(names["platform"][platform] for _, platform in tried)
    for one in features:
        yield one["slug"], one["title"].strip(), *(_answer(one["stats"].get(f, {}).get(p, {})) for f, p in tried)


def _answer(versions: Mapping[str, str]) -> str:
    """`y`, `a` (partly), `n` or `u` (unknown) of the newest version, without its footnotes."""
    return (list(versions.values()) or ["u"])[-1][:1]


if __name__ == "__main__":
    for row in rows(json.loads(Path(sys.argv[1]).read_text("utf-8"))):
        print("\t".join(row))
