"""The options that several commands share, each with its one line of help."""

from typing import Annotated

import typer

CampaignName = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="The campaign's name.")]
CampaignOption = Annotated[str | None, typer.Option(help="A campaign's name; else every campaign.")]
RegionOption = Annotated[str | None, typer.Option(help="A region's name; else all of the campaign's.")]
LanguageOption = Annotated[str | None, typer.Option(help="A language such as en_GB; else all of the region's.")]
DateOption = Annotated[str | None, typer.Option(help="A local date, 2026-11-26; else the next scheduled one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ThatDate = Annotated[str | None, typer.Option("--date", help="The issue's local date, such as 2026-11-26; else any.")]
ThatRegion = Annotated[str | None, typer.Option("--region", help="A region's name; else any.")]
By = Annotated[str | None, typer.Option("--as", help="Your name; else the one you are signed in with.")]
Yes = Annotated[bool, typer.Option("--yes", help="Answer the question.")]
