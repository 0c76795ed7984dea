"""newsletter init: what it makes, what it asks, what it leaves alone."""

import stat
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsletter.init import Answers, create
from newsletter.settings import load
from tests.cli.conftest import Run
from tests.cli.terminal import typed


def said_in(project: Path) -> dict[str, object]:
    return tomllib.loads((project / "settings.toml").read_text("utf-8"))


def test_yes_makes_a_project_that_renders(run: Run, tmp_path: Path) -> None:
    ran = run("init", "harbour", "--yes")
    assert (ran.code, ran.out) == (0, "")
    assert "--project harbour run studio" in ran.err
    assert load(tmp_path / "harbour", {}).regions.keys() == {"uk", "middle-east"}
    assert run("--project", "harbour", "render", "--out", "proof").code == 0


def test_the_key_is_random_and_nobody_elses_to_read(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("init", name, "--yes").code == 0
    local = [tmp_path / name / "settings.local.toml" for name in ("one", "two")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in local} == {0o600}
    assert local[0].read_text("utf-8") != local[1].read_text("utf-8")
    assert "settings.local.toml" in (tmp_path / "one" / ".gitignore").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", ["settings.toml", "settings.local.toml"])
def test_a_folder_with_settings_is_refused_and_left_alone(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", "utf-8")
    ran = run("init", ".", "--yes")
    assert ran.code == 2 and f"there is a {name} already" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text("utf-8") == "mine"


def test_a_file_in_the_folders_place_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "harbour").write_text("mine", "utf-8")
    assert run("init", "harbour", "--yes").code == 2


def test_what_a_folder_holds_already_is_left_alone(run: Run, tmp_path: Path) -> None:
    mine = {
        ".gitignore": "*.pyc",
        "templates/digest.txt.j2": "my template",
        "articles/sea-legs.txt": "my article",
        "subscribers.csv": "email,region\n",
    }
    for name, text in mine.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert run("init", ".", "--yes").code == 0
    assert {name: (tmp_path / name).read_text("utf-8") for name in mine if name != ".gitignore"} == {
        name: text for name, text in mine.items() if name != ".gitignore"
    }
    ignored = (tmp_path / ".gitignore").read_text("utf-8").splitlines()
    assert ignored == ["*.pyc", ".newsletter/", "settings.local.toml", "*.rejects.csv"]


def test_without_a_terminal_it_asks_nothing(run: Run, tmp_path: Path) -> None:
    ran = run("init", "harbour")
    assert ran.code == 2 and "add --yes" in ran.err
    assert not (tmp_path / "harbour").exists()


def test_five_questions_on_a_terminal_make_the_project_ones_own(tmp_path: Path) -> None:
    folder = tmp_path / "quay"
    answers = ("The Quay Letter", "", "quay at quay", "The Quay <uk@quay.invalid>", "me@quay.invalid", "n")
    code, said = typed(["init", str(folder)], *answers)
    assert code == 0
    assert "quay at quay: not a mail address; write Name <name@example.com>" in said
    assert said.count("Sender for the United Kingdom") == 2, "a bad address is asked for again"
    assert "Mail goes through smtp.quay.invalid. Its password: NEWSLETTER_RELAYS__MAIN__PASSWORD" in said
    settings = load(folder, {"NEWSLETTER_RELAYS__MAIN__PASSWORD": "hunter2"})
    assert settings.name.plain == "The Quay Letter"
    assert [region.sender for region in settings.regions.values()] == ["The Quay <uk@quay.invalid>", "me@quay.invalid"]
    assert [region.testers for region in settings.regions.values()] == [("uk@quay.invalid",), ("me@quay.invalid",)]
    relay = settings.relays["main"]
    assert (relay.host, relay.port, relay.tls, relay.username) == (
        "smtp.quay.invalid",
        587,
        "starttls",
        "uk@quay.invalid",
    )
    assert relay.password == "hunter2"
    assert "password" not in said_in(folder)["relays"]["main"]  # type: ignore[index]


def test_without_arabic_two_english_editions_are_left(run: Run, tmp_path: Path) -> None:
    create(tmp_path / "quay", Answers(arabic=False), None, _today())
    gulf = load(tmp_path / "quay", {}).regions["middle-east"]
    assert [language.code for language in gulf.languages] == ["en_GB"]
    assert gulf.legal[0].translations, "what Arabic needs may stay; nobody has to clear up"
    ran = run("--project", "quay", "render", "--out", "proof")
    assert ran.code == 0 and "2 editions" in ran.err
    assert run("--project", "quay", "check").code == 0


def test_a_feed_takes_the_samples_place_and_links_lead_there_directly(tmp_path: Path) -> None:
    create(tmp_path / "quay", Answers(feed="https://www.quay.example/feed.xml"), None, _today())
    settings = load(tmp_path / "quay", {})
    (source,) = settings.sources
    assert (source.kind, source.url, source.path) == ("feed", "https://www.quay.example/feed.xml", None)
    assert (settings.links, settings.own_domains) == ("utm", ("quay.example",))
    assert settings.base_url == "https://www.quay.example"
    assert list((tmp_path / "quay" / "articles").iterdir()) == []
    assert not (tmp_path / "quay" / "subscribers.csv").exists()


def test_what_the_settings_explain_is_still_explained(tmp_path: Path) -> None:
    answers = Answers(name="The Quay Letter", feed="https://quay.example/feed.xml", arabic=False)
    create(tmp_path / "quay", answers, {"host": "smtp.quay.example", "port": 587}, _today())
    text = (tmp_path / "quay" / "settings.toml").read_text("utf-8")
    assert text.count("#") > 20 and "people who must approve" in text


def _today() -> date:
    return datetime.now(UTC).date()
