"""The audience: subscribers, their consent, and the one suppression list; import and export."""
