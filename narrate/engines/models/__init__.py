"""Models on this machine: which files a voice needs, where they lie, what they are, and fetching them."""
