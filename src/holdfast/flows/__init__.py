"""Use cases of several actions with a call to the outside between them; few."""
