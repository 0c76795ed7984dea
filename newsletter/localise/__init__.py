"""Localise: an article's words become one region's words; pure, called by the pipeline between choose and resolve.

    stories    localise(choice, region, language, rule, house) → Localised: the room's front door
    blocks     which pieces of an article belong to the region
    british    respell(text, form) → British spelling; what was changed and what was kept are remarks (edits)
    terms      reword(text, form, terms) → the region's own words; watched(…) → what a person is warned of
    parity     translated(original, translation) → the figures, CTAs and links that differ
    proofread  what is American in the words that no article brings
    catalogue  the templates' own words in every language (gettext); catalogue_check finds what is wrong with them,
               catalogue_update brings them up to date, pseudo says them in a language that nobody speaks
    formats    dates, times, numbers and amounts as a reader of the edition writes them; weeks tells where a week begins

Files are read at the door only: the spelling tables of the package, catalogues, and templates when they are checked.
"""
