"""Pictures: what they are drawn with, whatever they show."""
