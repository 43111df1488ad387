"""Is a project ready for strangers? One small function for each thing that must be right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from civickit.ship import _check_code as code
from civickit.ship import _check_data as data
from civickit.ship import _check_people as people
from civickit.ship._check_finding import ATTENTION, FAIL, OK, UNCHECKED, Finding, Subject
from civickit.ship._check_page import first_page
from civickit.ship._project import Project

if TYPE_CHECKING:
    from civickit.ship._check_page import Load

__all__ = ["ATTENTION", "CHECKS", "FAIL", "OK", "UNCHECKED", "Finding", "Subject", "check"]

CHECKS: tuple[Callable[[Subject], Finding], ...] = (
    people.page,
    people.health,
    data.sample,
    data.licence,
    data.attribution,
    data.date,
    data.data_file,
    code.placeholders,
    people.privacy,
    people.contact,
    code.secrets,
    code.debug,
    people.elsewhere,
    people.browser,
    code.tests,
)


def check(project: Project, load: Load) -> list[Finding]:
    """What every check found, in their order. `load` makes the Flask app of a folder."""
    subject = Subject(project, first_page(project, load))
    return [one(subject) for one in CHECKS]
