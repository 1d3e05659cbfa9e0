"""What is measured of a recording beside its speech, each by itself."""
