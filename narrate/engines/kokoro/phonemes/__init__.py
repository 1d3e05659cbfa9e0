"""From text to the phonemes that Kokoro is given, by misaki's front ends; all of it lives in the worker."""
