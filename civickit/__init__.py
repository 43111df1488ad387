"""From a conversation to a shipped civic app in one weekend.

Nothing is imported here: every folder is imported where it is used, so that a command
starts at once.
"""

__version__ = "0.1.0"
