"""Makes the engine for tests known to every process that has this folder on its path."""

from narrate.engines.registry import ENGINES

ENGINES["singer"] = "singer_engine:Singer"
