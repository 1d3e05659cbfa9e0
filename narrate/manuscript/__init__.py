"""Manuscripts: one reader per format, from a file to a ``Manuscript`` with every character accounted for."""
