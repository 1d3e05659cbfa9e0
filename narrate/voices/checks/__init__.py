"""The items of the checklist, by what they are about: the capture, the room, the speaking, the words."""
