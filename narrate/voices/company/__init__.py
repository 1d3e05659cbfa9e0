"""Who and what else is heard in a recording of somebody: music, and a second speaker. Best effort."""
