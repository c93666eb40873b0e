"""Pages a customer uses, without an account and without cookies."""
