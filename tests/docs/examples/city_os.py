"""The code of docs/how-to/city-os.md; tests/clients/test_ngsi_broker.py runs it."""

import os

from flask import Flask, request

from civickit.clients import write_csv
from civickit.clients.ngsi_v2 import Near, NgsiV2, WebHook, point
from civickit.core.errors import InvalidRecord, SourceChanged
from civickit.core.fetch import Fetcher

city = NgsiV2(
    os.environ["CITY_OS"],
    Fetcher(),
    service="aizu",
    service_path="/river",
    auth=lambda: {"Authorization": f"Bearer {os.environ['CITY_OS_TOKEN']}"},
)


def high_water_near_the_station():
    near = Near(37.5078, 139.9306, within_m=3000)
    return list(city.entities("WaterLevel", where=[("level", ">", 2)], place=near))


def save_as_table(path):
    return write_csv(city.rows("WaterLevel"), path)


def report(number, words, lat, lon):
    told = {"id": number, "type": "Report", "words": words, "location": point(lat, lon)}
    city.upsert([told], free_text={"words"})


hook = WebHook(os.environ["HOOK_TOKEN"])
levels = {}
app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = hook.max_bytes


@app.post("/changed")
def changed():
    for entity in hook.read(request.get_data(), request.headers.get("Authorization", "")):
        levels[entity["id"]] = entity.get("level")
    return "", 204


@app.errorhandler(InvalidRecord)
@app.errorhandler(SourceChanged)
def not_a_notification(error):
    return str(error), 400


def listen(address):
    return city.subscribe(address, os.environ["HOOK_TOKEN"], "WaterLevel", attributes=["level"])
