"""One folder a vendor or protocol; they do not know each other."""
