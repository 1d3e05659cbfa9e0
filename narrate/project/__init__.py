"""The project: ``narration.toml`` as frozen values, or every problem in it at once."""
