"""Deliveries: finished files measured as a stranger would, and held against what shops ask for.

Nothing here knows how narrate made a file: what counts is what is in it.
"""
