"""Corrections: what the author says of who speaks, kept by the words of a quotation and found again."""
