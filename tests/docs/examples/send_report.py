"""A citizen's report to a city with an Open311 endpoint, and what became of it."""

import os

from civickit.clients.open311 import Open311, Report
from civickit.core.fetch import Fetcher


def open_city(url: str) -> Open311:
    return Open311(url, Fetcher(), key=os.environ.get("CIVICKIT_OPEN311_KEY", ""))


def what_can_be_told(city: Open311) -> None:
    for service in city.services():
        print(service.service_code, service.service_name)
        for question in city.definition(service.service_code) if service.metadata else []:
            print("  ", question.code, question.description, "*" if question.required else "")


def tell_of_a_hole(city: Open311, lat: float, lon: float) -> str:
    """The id under which the city knows the report; '' while it has none yet."""
    report = Report(
        service_code="001",
        description="A hole in the road, as deep as a hand",
        lat=lat,
        lon=lon,
        attributes={"KINDS": ["1"]},
    )
    receipt = city.send(report)
    return receipt.service_request_id or city.request_id(receipt.token)
