"""The feeds of an area: every choice a subscriber has, and the addresses of each."""

from __future__ import annotations

import re
from itertools import product
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import url_for

from civickit.calendars.city import Area, City
from civickit.calendars.ics import ALARMS, FeedOptions
from civickit.collection.site import Site
from civickit.web.current import language, t

APPS = {"iphone": 3, "google": 4, "outlook": 3, "home": 3}
"""The programs whose steps are told, and how many steps each has."""
_FEED = re.compile(r"(.+?)(-apart)?(?:-(evening|morning))?")


class Choice(NamedTuple):
    """One feed: `href` for this host, `https` and `webcal` whole, or '' where nobody knows them."""

    options: FeedOptions
    title: str
    href: str
    https: str
    webcal: str


def choices_of(site: Site, area: Area) -> list[Choice]:
    """All feeds of the area in the reader's language, the plainest first."""
    lang = language()
    all_there = site.frozen is None or site.frozen.monthly
    wanted = product((False, True) if all_there else (False,), ALARMS)
    return [_choice(site, area, FeedOptions(lang, apart, alarm)) for apart, alarm in wanted]


def _choice(site: Site, area: Area, options: FeedOptions) -> Choice:
    name = area.key + options.suffix
    https = site.address("feeds.calendar", lang=options.lang, name=name)
    href = url_for("feeds.calendar", lang=options.lang, name=name)
    how = t(f"subscribe.{'apart' if options.apart else 'grouped'}")
    title = t("subscribe.option", how=how, alarm=t(f"subscribe.{options.alarm}"))
    webcal = https and urlsplit(https)._replace(scheme="webcal").geturl()
    return Choice(options, title, href, https, webcal)


def feed_named(city: City, lang: str, name: str) -> tuple[Area, FeedOptions] | None:
    """The area and the options that a feed's name means; None for a name that is none."""
    whole = city.area(name)
    if whole:
        return whole, FeedOptions(lang)
    found = _FEED.fullmatch(name)
    area = found and city.area(found[1])
    if not found or not area:
        return None
    alarms = [one for one in ALARMS if one == found[3]]
    return area, FeedOptions(lang, bool(found[2]), *alarms)
