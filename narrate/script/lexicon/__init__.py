"""The lexicon: the author's pronunciations, and the words for which a voice may need one."""
