"""The studio's local inbox: test messages that never leave this computer, as files in `.newsletter/inbox`."""

from pathlib import Path


def keep(project: Path, name: str, message: bytes) -> Path:
    """Puts a message into the inbox; `name` orders it among the others."""
    folder = _folder(project)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.eml"
    path.write_bytes(message)
    return path


def kept(project: Path) -> list[Path]:
    """The inbox, the newest first."""
    return sorted((path for path in _folder(project).glob("*.eml") if path.is_file()), reverse=True)


def _folder(project: Path) -> Path:
    return project / ".newsletter" / "inbox"
