"""narrate: compile a manuscript into a finished audiobook."""

__version__ = "0.1.0"
