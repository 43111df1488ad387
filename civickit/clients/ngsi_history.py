"""The past of a city OS that speaks NGSI-v2, as QuantumLeap keeps it.

Brokers know only the present; NGSI-LD brokers have their own history (`NgsiLd.history`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from civickit.clients._client import Client
from civickit.clients._ngsi_broker import TOLD, Auth, taken
from civickit.clients._ngsi_history import Reading, asked, at
from civickit.clients._ngsi_v2_write import check_path, service_of
from civickit.clients._shape import expect, member
from civickit.core.errors import SourceChanged
from civickit.core.fetch import Answer, Fetcher

PAGE = 1_000  # well below the 10,000 that a service gives unless told otherwise


class QuantumLeap:
    """A history service. `url` is its address without /v2; the rest is as for NgsiV2."""

    def __init__(
        self,
        url: str,
        fetch: Fetcher,
        *,
        service: str = "",
        service_path: str = "",
        auth: Auth | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self._fetch = fetch
        self._auth = auth or dict
        if service_path:
            check_path(service_path)
        told = {"Fiware-Service": service_of(service), "Fiware-ServicePath": service_path}
        self._headers = {name: value for name, value in told.items() if value}

    def history(
        self,
        entity_id: str,
        attribute: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Reading]:
        """All values of an attribute from `since` to `until`, oldest first.

        An empty list where none was kept; the service does not tell whether it knows the entity.
        """
        path = f"/v2/entities/{quote(entity_id, safe=':')}/attrs/{quote(attribute, safe='')}"
        params = {"fromDate": asked("since", since), "toDate": asked("until", until)}
        found: list[Reading] = []
        while len(found) % PAGE == 0:
            page = self._page(path, params, len(found), attribute)
            if page and page == found[-PAGE:]:
                raise SourceChanged(
                    f"{self.url}{path} came twice", expected="new", found="the same"
                )
            if not page:
                break
            found += page
        return sorted(found, key=lambda one: one.at)

    def _page(
        self, path: str, params: Mapping[str, Any], offset: int, attribute: str
    ) -> list[Reading]:
        answer = self._fetch.get(
            self.url + path,
            {**params, "limit": PAGE, "offset": offset},
            headers=self._headers,
            secret_headers=self._auth(),
            allow=TOLD,
        )
        if answer.status == 404 and _says_no_records(answer):
            return []
        told = expect(taken(answer).json(), dict, answer.url)
        times = member(told, "index", list, answer.url)
        values = member(told, "values", list, answer.url)
        if len(times) != len(values):
            raise SourceChanged(
                f"{answer.url} has not one value for each time",
                expected=str(len(times)),
                found=str(len(values)),
            )
        return [
            Reading(attribute, at(time, answer.url), value)
            for time, value in zip(times, values, strict=True)
        ]


def _says_no_records(answer: Answer) -> bool:
    """QuantumLeap's way of giving an empty list, also past the last page."""
    try:
        told = answer.json()
    except SourceChanged:
        return False
    return isinstance(told, dict) and "no records" in str(told.get("description")).lower()


client = Client(
    name="ngsi_history",
    title={"ja": "都市OSの履歴（QuantumLeap）", "en": "History of a city OS (QuantumLeap)"},
    specification="https://quantumleap.readthedocs.io/",
    opens=QuantumLeap,
)
