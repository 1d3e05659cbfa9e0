"""Kokoro-82M voices on MLX: what they say in phonemes, and how the model speaks them."""
