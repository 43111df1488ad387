from __future__ import annotations

from typing import Any

from clients.contract import Sample
from pytest_httpserver import HTTPServer

from civickit.clients.dcat import Dcat
from civickit.core.fetch import Fetcher

LAYER = "https://gis.example.gov/arcgis/rest/services/Hydrants/FeatureServer/0"
DATA_JSON = {
    "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
    "@type": "dcat:Catalog",
    "dataset": [
        {
            "@type": "dcat:Dataset",
            "identifier": "https://data.example.gov/hydrants",
            "landingPage": "https://data.example.gov/hydrants",
            "title": "Fire Hydrants",
            "description": "All of them",
            "keyword": ["fire", "ｗａｔｅｒ"],
            "modified": "2026-11-01",
            "publisher": {"@type": "org:Organization", "name": "Fire Department"},
            "contactPoint": {
                "@type": "vcard:Contact",
                "fn": "Desk",
                "hasEmail": "mailto:fire@example.gov",
            },
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "distribution": [
                {
                    "@type": "dcat:Distribution",
                    "title": "ArcGIS GeoService",
                    "format": "ArcGIS GeoServices REST API",
                    "mediaType": "application/json",
                    "accessURL": LAYER,
                },
                {
                    "@type": "dcat:Distribution",
                    "title": "CSV",
                    "mediaType": "text/csv",
                    "downloadURL": "https://data.example.gov/hydrants.csv",
                },
            ],
        },
        {"identifier": "b2", "title": "Trees", "description": "街路樹", "keyword": []},
    ],
}
JSON_LD = {
    "@context": {"dct": "http://purl.org/dc/terms/", "dcat": "http://www.w3.org/ns/dcat#"},
    "@graph": [
        {
            "@id": "https://catalog.example.jp/catalog.jsonld?page=1",
            "@type": "hydra:PagedCollection",
            "hydra:totalItems": 2,
        },
        {"@id": "https://catalog.example.jp", "@type": "dcat:Catalog"},
        {
            "@id": "https://catalog.example.jp/dataset/a1",
            "@type": "dcat:Dataset",
            "dct:title": [
                {"@language": "en", "@value": "Fire hydrants"},
                {"@language": "ja", "@value": "消火栓"},
            ],
            "dct:description": {"ja": "市内の消火栓", "en": "Hydrants"},
            "dcat:keyword": "防災",
            "dct:publisher": {"@id": "_:city"},
            "dct:license": {"@id": "http://creativecommons.org/licenses/by/4.0/"},
            "dct:modified": {"@type": "xsd:date", "@value": "2026-11-01"},
            "dcat:distribution": {"@id": "_:file"},
        },
        {
            "@id": "_:file",
            "@type": "dcat:Distribution",
            "dcat:downloadURL": {"@id": "https://catalog.example.jp/hydrants.xlsx"},
            "dct:format": {
                "@id": "http://publications.europa.eu/resource/authority/file-type/XLSX"
            },
            "dcat:byteSize": {"@type": "xsd:decimal", "@value": "1200.0"},
        },
        {"@id": "_:city", "@type": "foaf:Organization", "foaf:name": "見本市"},
        {
            "@id": "https://catalog.example.jp/dataset/b2",
            "@type": ["dcat:Dataset"],
            "http://purl.org/dc/terms/title": [{"@value": "街路樹"}],
        },
    ],
}


def searched(words: str) -> Any:
    def call(url: str, fetch: Fetcher) -> Any:
        found = Dcat(f"{url}/data.json", fetch).search(words)
        return found.total, [
            (
                one.title,
                one.publisher,
                one.licence.id,
                one.contact,
                one.modified,
                [
                    (file.format, file.service, file.service_url, file.bytes)
                    for file in one.resources
                ],
            )
            for one in found.datasets
        ]

    return call


def server_of(document: Any) -> Any:
    def serve(server: HTTPServer) -> None:
        server.expect_request("/data.json").respond_with_json(document)

    return serve


def promising(total: int) -> Any:
    first, *rest = JSON_LD["@graph"]
    return {**JSON_LD, "@graph": [{**first, "hydra:totalItems": total}, *rest]}


SAMPLES = [
    Sample(
        "dcat",
        searched("HYDRANTS water"),
        server_of(DATA_JSON),
        (
            1,
            [
                (
                    "Fire Hydrants",
                    "Fire Department",
                    "CC-BY-4.0",
                    "fire@example.gov",
                    "2026-11-01",
                    [("", "arcgis", LAYER, None), ("CSV", "", "", None)],
                )
            ],
        ),
        serve_empty=server_of({**DATA_JSON, "dataset": []}),
        empty=(0, []),
        name="data.json",
    ),
    Sample(
        "dcat",
        searched("消火栓"),
        server_of(JSON_LD),
        (1, [("消火栓", "見本市", "CC-BY-4.0", "", "2026-11-01", [("XLSX", "", "", 1200)])]),
        serve_empty=server_of({"@graph": [{"@id": "x", "@type": "dcat:Catalog"}]}),
        empty=(0, []),
        serve_cut=server_of(promising(3)),
        name="DCAT-AP",
    ),
]
