"""Any other text-to-speech model of mlx-audio."""
