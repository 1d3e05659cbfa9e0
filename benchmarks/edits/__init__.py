"""What edits cost: the edit-cost table, applied by program to any book."""
