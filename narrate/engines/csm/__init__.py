"""CSM-1B voice clones on MLX: references, decoding in batches, and checks of what comes out."""
