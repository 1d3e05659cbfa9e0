"""Voice profiles: recordings fit to be cloned, with their words and by whose leave, kept in libraries."""
