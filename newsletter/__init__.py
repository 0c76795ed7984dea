"""Newsletter: schedules campaigns, pulls articles, localises them per region, resolves CTAs, renders and delivers."""
