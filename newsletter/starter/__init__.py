"""What comes with the product: templates, locales, the sample project; found alike in a wheel and in a checkout."""

from pathlib import Path

_HERE = Path(__file__).parent
_CHECKOUT = _HERE.parent.parent


def bundled(name: str) -> Path:
    """The folder or file `templates`, `locales`, `settings.toml`, `articles` or `subscribers.csv`.

    A wheel holds them all beside this file; in a checkout the first three are the repository's own.
    """
    here = _HERE / name
    return here if here.exists() else _CHECKOUT / name
