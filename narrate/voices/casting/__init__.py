"""How voices sound, and who gets which."""
