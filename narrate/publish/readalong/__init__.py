"""Read-along books: EPUB 3 with Media Overlays, in which every sentence is lit up while it is heard."""
