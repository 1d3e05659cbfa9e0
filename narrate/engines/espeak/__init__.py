"""eSpeak NG: the embedded voice, and a guess at words that no dictionary knows."""
