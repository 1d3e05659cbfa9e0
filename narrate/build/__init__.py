"""The build: fetch or perform, check, master, publish. Effects happen here and are told as events."""
