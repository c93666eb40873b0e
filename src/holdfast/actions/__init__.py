"""One file a noun; one function is one use case is one durable transaction."""
