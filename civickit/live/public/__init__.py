"""What everybody sees: the map with its lists, one's own street, playback, and what the data is."""

from civickit.live.public.pages import make_public

__all__ = ["make_public"]
