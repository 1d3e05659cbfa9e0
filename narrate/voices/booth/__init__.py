"""A voice recorded line by line: what is read, how it is judged, and which of it is kept."""
