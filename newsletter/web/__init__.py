"""The doors that people reach with a browser: `studio` for marketers on this computer, `public` for readers."""
