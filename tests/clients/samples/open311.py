from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients.open311 import Open311, Report, endpoints
from civickit.core.fetch import Fetcher

START = datetime.fromisoformat("2026-04-01T00:00:00+09:00")
END = datetime.fromisoformat("2026-05-01T00:00:00+09:00")

# 001 without quotation marks, as the specification itself shows it, is not JSON.
SERVICES = """[
  {"service_code":001,"service_name":"道路の穴","description":"車道の穴 \\"007\\"","metadata":true,
   "type":"realtime","keywords":"道路, 穴","group":"道路"},
  {"service_code":"light","service_name":"街灯","metadata":false,"type":"batch"}
]"""
DEFINITION = """<?xml version="1.0" encoding="utf-8"?>
<service_definition>
  <service_code>001</service_code>
  <attributes>
    <attribute>
      <variable>true</variable><code>SIDE</code><datatype>singlevaluelist</datatype>
      <required>true</required><datatype_description/><order>2</order>
      <description>どちら側ですか</description>
      <values><value><key>1</key><name>歩道</name></value>
              <value><key>2</key><name>車道</name></value></values>
    </attribute>
    <attribute>
      <variable>false</variable><code>CALL</code><datatype>text</datatype>
      <required>false</required><order>1</order><description>急ぐときは電話を</description>
    </attribute>
  </attributes>
</service_definition>"""
NO_DEFINITION = """<?xml version="1.0" encoding="utf-8"?>
<service_definition><service_code>001</service_code><attributes/></service_definition>"""
DISCOVERY = """<?xml version="1.0" encoding="utf-8"?>
<discovery><changeset>2026-04-01T09:00:00+09:00</changeset><contact>広聴係</contact>
<key_service>窓口で</key_service><endpoints><endpoint>
<specification>http://wiki.open311.org/GeoReport_v2</specification>
<url>https://open311.example/v2</url><changeset>2026-04-01T09:00:00+09:00</changeset>
<type>production</type><formats><format>text/xml</format></formats>
</endpoint></endpoints></discovery>"""


def request(number: int) -> dict[str, Any]:
    return {
        "service_request_id": number,
        "status": "open",
        "service_name": "道路の穴",
        "service_code": "001",
        "description": "駅前の穴",
        "requested_datetime": "2026-04-02T10:00:00+09:00",
        "address": "駅前1-1",
        "lat": 39.7,
        "long": "141.1",
        "media_url": None,
    }


def serve_requests(server: HTTPServer) -> None:
    """Two pages of two and one, as servers with the page extension answer."""
    pages = [[request(1), request(2)], [request(3)], []]
    for number, page in enumerate(pages, start=1):
        query = {"page": str(number)} if number > 1 else None
        _expect(server, "/requests.json", query, json.dumps(page, ensure_ascii=False))


def serve_no_requests(server: HTTPServer) -> None:
    _expect(server, "/requests.json", None, "[]")


def serve_cut_requests(server: HTTPServer) -> None:
    page = json.dumps([request(1), request(2)])
    _expect(server, "/requests.json", None, page)
    paged = {"start_date": "2026-03-31T15:00:00Z", "end_date": "2026-04-30T15:00:00Z", "page": "2"}
    server.expect_request("/requests.json", query_string=paged).respond_with_data("", status=500)


def _expect(server: HTTPServer, path: str, query: dict[str, str] | None, body: str) -> None:
    dates = {"start_date": "2026-03-31T15:00:00Z", "end_date": "2026-04-30T15:00:00Z"}
    server.expect_request(path, query_string={**dates, **(query or {})}).respond_with_data(
        body, content_type="application/json; charset=utf-8"
    )


def call_services(url: str, fetch: Fetcher) -> Any:
    return [
        (one.service_code, one.keywords, one.metadata) for one in Open311(url, fetch).services()
    ]


def call_definition(url: str, fetch: Fetcher) -> Any:
    return [
        (one.code, one.required, one.variable, [value.name for value in one.values])
        for one in Open311(url, fetch).definition("001")
    ]


def call_rows(url: str, fetch: Fetcher) -> Any:
    rows = Open311(url, fetch).rows(start=START, end=END)
    return [
        (row["service_request_id"], row["lat"], row["lon"], row["requested_datetime"])
        for row in rows.rows
    ]


def call_send(url: str, fetch: Fetcher) -> Any:
    report = Report("light", address_string="駅前1-1")
    return Open311(url, fetch, key="k").send(report)._asdict()


def serve_send(server: HTTPServer) -> None:
    serve_services(server)
    server.expect_request("/requests.json", method="POST").respond_with_json(
        [{"token": "t-1", "service_notice": "夜に処理します"}]
    )


def serve_services(server: HTTPServer) -> None:
    server.expect_request("/services.json").respond_with_data(
        SERVICES, content_type="application/json; charset=utf-8"
    )


def serve_no_services(server: HTTPServer) -> None:
    server.expect_request("/services.json").respond_with_data("[]")


def serve_xml(path: str, body: str) -> Any:
    """A server that has XML only: what ends in .json is not found."""

    def serve(server: HTTPServer) -> None:
        server.expect_request(path).respond_with_data(body, content_type="text/xml; charset=utf-8")
        server.expect_request(path.replace(".xml", ".json")).respond_with_data("no", status=404)

    return serve


def call_endpoints(url: str, fetch: Fetcher) -> Any:
    return [(one.url, one.type, one.formats) for one in endpoints(f"{url}/discovery.xml", fetch)]


AT = "2026-04-02T10:00:00+09:00"
SAMPLES = [
    Sample(
        client="open311",
        name="services",
        call=call_services,
        serve=serve_services,
        expected=[("001", ("道路", "穴"), True), ("light", (), False)],
        serve_empty=serve_no_services,
        empty=[],
    ),
    Sample(
        client="open311",
        name="definition in XML",
        call=call_definition,
        serve=serve_xml("/services/001.xml", DEFINITION),
        expected=[("CALL", False, False, []), ("SIDE", True, True, ["歩道", "車道"])],
        serve_empty=serve_xml("/services/001.xml", NO_DEFINITION),
        empty=[],
    ),
    Sample(
        client="open311",
        name="rows",
        call=call_rows,
        serve=serve_requests,
        expected=[(str(number), 39.7, 141.1, AT) for number in (1, 2, 3)],
        serve_empty=serve_no_requests,
        empty=[],
        serve_cut=serve_cut_requests,
    ),
    Sample(
        client="open311",
        name="discovery",
        call=call_endpoints,
        serve=serve_xml("/discovery.xml", DISCOVERY),
        expected=[("https://open311.example/v2", "production", ("text/xml",))],
    ),
    Sample(
        client="open311",
        name="send",
        call=call_send,
        serve=serve_send,
        expected={
            "service_request_id": "",
            "token": "t-1",
            "service_notice": "夜に処理します",
            "account_id": "",
        },
        writes=True,
    ),
]
