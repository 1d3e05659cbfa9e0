"""Deliveries: finished files measured as a stranger would, and held against what shops ask for.

Nothing here knows how narrate made a file: what counts is what is in it. So there are other readers here of
formats that ``publish`` reads as well: those account for every byte of what narrate wrote and refuse all
else, these make what they can of anybody's file and tell what is wrong with it.
"""
