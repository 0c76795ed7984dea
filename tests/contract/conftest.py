"""The command line and its sample project, as its own tests have them."""

from tests.cli.conftest import _clean_environment, desk, lasting_database_url, project, run, sample

__all__ = ["_clean_environment", "desk", "lasting_database_url", "project", "run", "sample"]
