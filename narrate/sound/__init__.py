"""Sound: samples in, samples out. Measuring and mastering; nothing here knows of books."""
