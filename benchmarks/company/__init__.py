"""Music and second speakers in recordings: mixtures of known kinds, what is told of them, and learning."""
