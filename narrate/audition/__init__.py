"""Auditions: the same lines by several voices, styles and strengths, heard and measured side by side."""
