from __future__ import annotations

from typing import Any

import pytest
from clients.samples.dcat import DATA_JSON, JSON_LD
from pytest_httpserver import HTTPServer

from civickit.clients._dcat_graph import Graph, best_text, local
from civickit.clients.dcat import Dcat
from civickit.core.errors import SourceChanged, UnknownName
from civickit.core.fetch import Fetcher


def catalogue(document: Any, server: HTTPServer, fetch: Fetcher) -> Dcat:
    server.expect_request("/data.json").respond_with_json(document)
    return Dcat(server.url_for("/data.json"), fetch)


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("", ["Fire Hydrants", "Trees"]),
        ("fire", ["Fire Hydrants"]),
        ("ＦＩＲＥ　hydrants", ["Fire Hydrants"]),
        ("街路樹", ["Trees"]),
        ("water", ["Fire Hydrants"]),
        ("fire trees", []),
    ],
)
def test_words_are_looked_for_here(
    words: str, titles: list[str], httpserver: HTTPServer, fetch: Fetcher
) -> None:
    found = catalogue(DATA_JSON, httpserver, fetch).search(words)
    assert [one.title for one in found.datasets] == titles
    assert found.total == len(titles)


def test_the_limit_does_not_change_the_total(httpserver: HTTPServer, fetch: Fetcher) -> None:
    found = catalogue(DATA_JSON, httpserver, fetch).search("", limit=1)
    assert (found.total, len(found.datasets)) == (2, 1)


def test_a_dataset_by_name_or_page(httpserver: HTTPServer, fetch: Fetcher) -> None:
    given = catalogue(JSON_LD, httpserver, fetch)
    assert given.dataset("https://catalog.example.jp/dataset/a1").title == "消火栓"
    with pytest.raises(UnknownName):
        given.dataset("nowhere")


def test_nested_json_ld_is_read_like_a_graph(httpserver: HTTPServer, fetch: Fetcher) -> None:
    file = {
        "@type": "dcat:Distribution",
        "dcat:accessURL": "https://example.jp/list",
        "dcat:mediaType": "https://www.iana.org/assignments/media-types/text/csv",
    }
    nested = {
        "@type": "dcat:Catalog",
        "dcat:dataset": [
            {
                "@type": "dcat:Dataset",
                "dct:identifier": "a1",
                "dct:title": {"@language": "ja-JP", "@value": "消火栓"},
                "dct:license": {"@type": "dct:LicenseDocument", "dct:title": "CC BY 4.0"},
                "dcat:contactPoint": [{"vcard:fn": "消防本部"}],
                "dcat:distribution": file,
            }
        ],
    }
    (found,) = catalogue(nested, httpserver, fetch).datasets()
    assert (found.id, found.title, found.contact) == ("a1", "消火栓", "消防本部")
    assert found.licence.id == "CC-BY-4.0"
    assert [(one.url, one.format) for one in found.resources] == [
        ("https://example.jp/list", "CSV")
    ]


def test_expanded_json_ld(httpserver: HTTPServer, fetch: Fetcher) -> None:
    dcat, dct = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
    expanded = [
        {"@id": "https://example.jp", "@type": [f"{dcat}Catalog"]},
        {
            "@id": "https://example.jp/a1",
            "@type": [f"{dcat}Dataset"],
            f"{dct}title": [{"@value": "AED設置箇所"}],
            f"{dcat}keyword": [{"@value": "救急"}, {"@value": "AED"}],
            f"{dcat}distribution": [{"@id": "_:b0"}],
        },
        {"@id": "_:b0", f"{dcat}downloadURL": [{"@id": "https://example.jp/aed.csv"}]},
    ]
    (found,) = catalogue(expanded, httpserver, fetch).datasets()
    assert (found.title, found.tags) == ("AED設置箇所", ("救急", "AED"))
    assert [(one.url, one.format) for one in found.resources] == [
        ("https://example.jp/aed.csv", "CSV")
    ]


def page(number: int, of: int, total: int, server: HTTPServer) -> dict[str, Any]:
    hydra = {
        "@id": f"page{number}",
        "@type": "hydra:PagedCollection",
        "hydra:totalItems": {"@type": "xsd:integer", "@value": str(total)},
    }
    if number < of:
        hydra["hydra:nextPage"] = server.url_for(f"/catalog?page={number + 1}")
    dataset = {"@id": f"d{number}", "@type": "dcat:Dataset", "dct:title": f"第{number}"}
    return {"@graph": [hydra, dataset]}


def serve_pages(server: HTTPServer, pages: int, total: int) -> None:
    for number in range(1, pages + 1):
        server.expect_request("/catalog", query_string={"page": str(number)}).respond_with_json(
            page(number, pages, total, server)
        )


def test_a_catalogue_in_pages(httpserver: HTTPServer, fetch: Fetcher) -> None:
    serve_pages(httpserver, 3, 3)
    found = Dcat(httpserver.url_for("/catalog?page=1"), fetch).datasets()
    assert [one.title for one in found] == ["第1", "第2", "第3"]


def test_a_catalogue_that_loses_a_page(httpserver: HTTPServer, fetch: Fetcher) -> None:
    serve_pages(httpserver, 2, 3)
    with pytest.raises(SourceChanged, match="expected 3 datasets; found 2"):
        Dcat(httpserver.url_for("/catalog?page=1"), fetch).datasets()


def test_pages_that_go_round_in_circles(httpserver: HTTPServer, fetch: Fetcher) -> None:
    told = page(1, 2, 9, httpserver)
    told["@graph"][0]["hydra:nextPage"] = httpserver.url_for("/catalog?page=1")
    httpserver.expect_request("/catalog").respond_with_json(told)
    with pytest.raises(SourceChanged, match="9 datasets"):
        Dcat(httpserver.url_for("/catalog?page=1"), fetch).datasets()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (
            [{"@language": "en", "@value": "Hydrants"}, {"@language": "ja", "@value": "消火栓"}],
            "消火栓",
        ),
        (
            [{"@language": "fr", "@value": "Bornes"}, {"@language": "en", "@value": "Hydrants"}],
            "Hydrants",
        ),
        ([{"@language": "fr", "@value": "Bornes"}], "Bornes"),
        ([{"fr": "Bornes", "ja": ["消火栓", "給水"]}], "消火栓"),
        ([{"@id": "https://example.jp"}], "https://example.jp"),
        ([12], "12"),
        ([True, None, [], {}], ""),
        ([], ""),
    ],
)
def test_one_text_of_several_languages(values: list[Any], text: str) -> None:
    assert best_text(values) == text


def test_names_without_their_prefix() -> None:
    for name in ("title", "dct:title", "dcterms:title", "http://purl.org/dc/terms/title"):
        assert local(name) == "title"
    assert local("http://www.w3.org/ns/dcat#Dataset") == "Dataset"
    assert local(None) == ""


def test_a_node_that_points_at_itself() -> None:
    document = {"@id": "a", "@type": "dcat:Dataset", "dct:title": {"@id": "a"}}
    graph = Graph(document)
    assert graph.text(graph.of_type("Dataset")[0], "title") == "a"


def test_depth_is_no_matter() -> None:
    document: Any = {"@type": "dcat:Dataset", "dct:title": "x"}
    for _ in range(20_000):
        document = [document]
    assert len(Graph(document).of_type("Dataset")) == 1


@pytest.mark.parametrize(
    "document",
    [
        {"dataset": [3]},
        {"dataset": [{}]},
        {"dataset": "x"},
        {"records": []},
        [{"name": "hydrants"}],
    ],
    ids=repr,
)
def test_what_is_no_catalogue(document: Any, httpserver: HTTPServer, fetch: Fetcher) -> None:
    with pytest.raises(SourceChanged):
        catalogue(document, httpserver, fetch).search("x")
