"""References: recordings of voices as people have them, decoded, trimmed and judged."""
