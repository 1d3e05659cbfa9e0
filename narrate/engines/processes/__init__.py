"""Processes that hold one object each and answer calls of its methods."""
