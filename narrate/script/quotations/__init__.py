"""Quotations: which stretches of a paragraph are speech, by the marks and habits of the book."""
