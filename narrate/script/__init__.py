"""The script: who says what, and exactly how it is spoken. Pure text in, text out."""
