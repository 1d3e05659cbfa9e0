from narrate.script.speakers.attribution import NARRATION, UNKNOWN, Attribution, Paragraph
from narrate.script.speakers.rules_old import attribute
