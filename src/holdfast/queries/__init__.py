"""One file a noun; reads only: rows, through the core, to values."""
