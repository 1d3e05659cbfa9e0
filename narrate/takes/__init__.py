"""Takes: the expensive artefact. Their store, addressed by content, and the plan of what is missing."""
