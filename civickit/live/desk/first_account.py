"""Says on the command line that nobody can log in yet, and what to do about it."""

from __future__ import annotations

import logging

from civickit.web.account_store import Accounts

logger = logging.getLogger(__name__)


class FirstAccount:
    """Speaks when the server starts, as long as there is no account."""

    def __init__(self, accounts: Accounts, command: str) -> None:
        self.accounts = accounts
        self.command = command

    def start(self, address: str) -> None:
        if not self.accounts.all():
            logger.warning("nobody can log in to %sdesk yet: %s", address, self.command)

    def stop(self) -> None:
        """There is nothing to end."""
