"""Read-along books: EPUB 3 with Media Overlays, in which every sentence is lit up while it is heard."""

from narrate.publish.readalong.contents import Contents, Narration
from narrate.publish.readalong.writing import takes_sound, write

__all__ = ["Contents", "Narration", "takes_sound", "write"]
