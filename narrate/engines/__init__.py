"""Engines: text in, sound out. One file per engine; engines know nothing of books."""
