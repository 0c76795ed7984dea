"""What settings say of sources: each kind with its defaults, its key from outside, and every fault in one line."""

from pathlib import Path

import pytest

from newsletter.errors import SettingsError
from newsletter.settings import load
from tests.contract.settings_keys import LEAST

JOURNAL = 'name = "journal"\nkind = "folder"\npath = "articles"\n'
KEY = "NEWSLETTER_SOURCES__OUR_BLOG__KEY"


def said(folder: Path, source: str) -> Path:
    assert JOURNAL in LEAST
    (folder / "settings.toml").write_text(LEAST.replace(JOURNAL, f'name = "our-blog"\n{source}\n'), "utf-8")
    return folder


def faults(folder: Path, source: str, **environment: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(said(folder, source), environment)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("source", "url", "api"),
    [
        ('kind = "wordpress"\nurl = "https://example.com"', "https://example.com", "wp-json/wp/v2/posts"),
        ('kind = "wordpress"\nurl = "https://example.com"\npath = "/wp-json/wp/v2/news"', "https://example.com", "wp-json/wp/v2/news"),
        ('kind = "hubspot"', "https://api.hubapi.com", "cms/blogs/2026-03/posts"),
        ('kind = "hubspot"\npath = "cms/v3/blogs/posts?contentGroupId=12"', "https://api.hubapi.com", "cms/v3/blogs/posts?contentGroupId=12"),
        ('kind = "ghost"\nurl = "https://example.com"', "https://example.com", "ghost/api/content/posts/"),
    ],
)  # fmt: skip
def test_a_cms_is_asked_at_its_usual_place_or_at_another(tmp_path: Path, source: str, url: str, api: str) -> None:
    (blog,) = load(said(tmp_path, source), {}).sources
    assert (blog.url, blog.api, blog.path, blog.key) == (url, api, None, None)


def test_a_key_comes_from_the_environment_and_is_never_shown(tmp_path: Path) -> None:
    settings = load(said(tmp_path, 'kind = "hubspot"'), {KEY: "pat-eu1-secret"})
    assert settings.sources[0].key == "pat-eu1-secret"
    assert settings.origins["sources.our-blog.key"] == f"environment {KEY}"
    assert "pat-eu1-secret" not in repr(settings)


def test_a_key_may_be_in_a_file_that_the_environment_names(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n", "utf-8")
    assert load(said(tmp_path, 'kind = "hubspot"'), {f"{KEY}_FILE": str(tmp_path / "key")}).sources[0].key == "secret"


SET_IT = f"set {KEY}, or {KEY}_FILE with the name of a file that holds it"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('kind = "hubspot"\nkey = "secret"', f"sources.our-blog.key: stands in a file that others may read; take it out and {SET_IT}"),
        ('kind = "wordpress"', "sources.our-blog.url: is missing; a wordpress needs it"),
        ('kind = "ghost"', "sources.our-blog.url: is missing; a ghost needs it"),
        ('kind = "feed"\nurl = "https://example.com/"\nregions = ["us"]', "sources.our-blog.regions: no such region: 'us'; known: uk, ie"),
        ('kind = "wordpress"\nurl = "https://example.com"\npath = "https://example.com/wp-json"', "sources.our-blog.path: is the path of the site's API; the address of the site itself is its url"),
        ('kind = "wordpres"', "sources.our-blog.kind: must be 'folder', 'feed', 'wordpress', 'hubspot' or 'ghost'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_source_is_told_with_its_remedy(tmp_path: Path, source: str, told: str) -> None:
    assert f"settings.toml: {told}" in faults(tmp_path, source)


def test_a_key_in_the_local_settings_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "settings.local.toml").write_text('[[sources]]\nname = "our-blog"\nkind = "hubspot"\nkey = "secret"\n')
    assert faults(tmp_path, 'kind = "hubspot"') == [
        f"settings.local.toml: sources.our-blog.key: stands in a file that others may read; take it out and {SET_IT}"
    ]


def test_a_key_that_can_be_none_names_its_variable_and_is_not_shown(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, 'kind = "hubspot"', **{KEY: "not a key"})
    assert (
        told == f"environment {KEY}: sources.our-blog.key: holds spaces or letters that no key has; copy it once more"
    )


def test_a_file_of_a_key_that_is_empty_or_missing_is_told_as_that(tmp_path: Path) -> None:
    file = tmp_path / "key"
    assert faults(tmp_path, 'kind = "hubspot"', **{f"{KEY}_FILE": str(file)}) == [
        f"environment {KEY}_FILE: {file}: cannot be read (No such file or directory); correct the path or the file"
    ]
    file.write_text("\n")
    (told,) = faults(tmp_path, 'kind = "hubspot"', **{f"{KEY}_FILE": str(file)})
    assert told == f"environment {KEY}_FILE: sources.our-blog.key: is empty; copy it once more"


def test_a_key_for_a_source_that_takes_none_is_of_no_use(tmp_path: Path) -> None:
    told = faults(tmp_path, 'kind = "feed"\nurl = "https://example.com/"', **{KEY: "secret"})
    assert told == [f"environment {KEY}: sources.our-blog.key: is of no use; a feed takes none"]


def test_a_key_does_not_travel_unencrypted_but_to_a_host_of_local_work(tmp_path: Path) -> None:
    source = 'kind = "ghost"\nurl = "http://example.com"'
    (told,) = faults(tmp_path, source, **{KEY: "secret"})
    assert told.endswith("begins with http, so its key would travel for everybody to read; write https")
    assert load(said(tmp_path, f'{source}\nallow_hosts = ["example.com"]'), {KEY: "secret"}).sources[0].key == "secret"


@pytest.mark.parametrize(
    ("variable", "why"),
    [
        ("OTHER__KEY", "none is called 'other'; correct the variable's name; known: our-blog"),
        ("KEY", "is not a table, so nothing in it can be set"),
    ],
)
def test_a_variable_that_leads_into_no_entry_of_a_list_is_an_error(tmp_path: Path, variable: str, why: str) -> None:
    variable = f"NEWSLETTER_SOURCES__{variable}"
    told = faults(tmp_path, 'kind = "feed"\nurl = "https://example.com/"', **{variable: "secret"})
    assert told == [f"environment {variable}: sources: {why}"]
