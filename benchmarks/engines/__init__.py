"""How fast the engines on MLX are, as ratios against mlx-audio's own code in the same run."""
