"""What Holdfast needs from the world, in its own words."""
