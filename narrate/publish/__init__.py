"""Publications: finished chapters as files that players and shops understand, one module per format."""
