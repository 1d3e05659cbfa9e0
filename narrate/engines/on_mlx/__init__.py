"""What the engines on MLX share: their side here, their performers' side there, and MLX made fast."""
