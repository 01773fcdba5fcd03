"""Comparison of regions: specialisation, relatedness, complexity, complementarity, cooperation, space."""
