"""How right the script is: who speaks, what is speech, how it is spoken; measured on annotated books."""
