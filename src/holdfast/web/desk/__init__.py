"""Pages staff use after logging in."""
