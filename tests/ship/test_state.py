"""An app that keeps what it is told goes only where that outlives it, and is told so in words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from ship.test_docker import SHAPE, compose_of, ship

from civickit.cli import main
from civickit.core.errors import CivicKitError
from civickit.projects.bake import bake
from civickit.projects.templates import find_template
from civickit.ship import cloudrun, docker, fly, render
from civickit.ship._check_code import secrets
from civickit.ship._check_page import Page
from civickit.ship._own_files import own_files
from civickit.ship._project import Project, read_project
from civickit.ship.check import OK, Subject

SERVICES = ("postgres", "redis")


@pytest.fixture(params=["ja", "en"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return bake(find_template("live_app"), {"slug": "own", "lang": request.param}, tmp_path)


@pytest.fixture
def project(folder: Path) -> Project:
    return read_project(folder)


def test_compose_gives_it_a_volume_that_stays(folder: Path) -> None:
    compose = compose_of(ship(folder))
    assert [one.message for one in Draft202012Validator(SHAPE).iter_errors(compose)] == []
    app = compose["services"]["app"]
    assert app["environment"]["STATE"] == "/state"
    assert app["volumes"] == ["state:/state"]
    assert "state" in compose["volumes"]
    assert app["deploy"]["replicas"] == 1, "one file has one writer"
    assert app["user"] == "10001:10001"
    image = (folder / "Dockerfile").read_text("utf-8")
    assert "--uid 10001" in image
    assert "install -d -o civic /state" in image, "the volume takes its owner from the image"
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (folder / "compose.yaml").read_text("utf-8")))
    example = (folder / ".env.example").read_text("utf-8")
    assert "MQTT_URL" in asked
    assert [name for name in asked if not re.search(rf"^#?{name}=", example, re.MULTILINE)] == []
    guide = (folder / "DEPLOY.md").read_text("utf-8")
    assert "app:/state" in guide, "how to copy what the nightly backup does not hold"
    assert "SQLite" in guide
    assert "docker compose exec app civickit admin add NAME" in guide, "the first who may log in"


def test_what_is_written_for_a_host_holds_no_secret(folder: Path) -> None:
    """The guide begins with `civickit ship check`."""
    ship(folder)
    finding = secrets(Subject(read_project(folder), Page()))
    assert (finding.state, dict(finding.values).get("places")) == (OK, None)


def test_with_a_database_it_runs_twice_and_shares_the_volume(project: Project) -> None:
    plan = docker.plan(project._replace(services=SERVICES))
    app = yaml.safe_load(str(plan.files["compose.yaml"]))["services"]["app"]
    assert app["deploy"]["replicas"] == 2
    assert app["volumes"] == ["state:/state"], "pictures and the key are one's and the other's"
    assert "COMPOSE_PROFILES=postgres,redis" in str(plan.files[".env.example"]).splitlines()


def test_without_a_dockerfile_of_its_own_it_gets_one_with_the_volume(folder: Path) -> None:
    for name in ("Dockerfile", "requirements.txt"):
        (folder / name).unlink()
    planned = docker.plan(read_project(folder)).files
    lines = str(planned["Dockerfile"]).splitlines()
    assert "VOLUME /state" in lines
    assert "ENV STATE=/state" in lines
    assert lines.index("RUN install -d -o 10001 /state") < lines.index("USER 10001:10001")
    assert str(planned["requirements.txt"]).startswith("civickit[live,servers]==")


def test_render_gives_it_a_disk(project: Project) -> None:
    plan = render.plan(project)
    [web] = yaml.safe_load(str(plan.files["render.yaml"]))["services"]
    assert web["disk"] == {"name": "state", "mountPath": "/state", "sizeGB": 1}
    assert {"key": "STATE", "value": "/state"} in web["envVars"]
    assert "`/state`" in str(plan.files[plan.guide])


def test_render_makes_services_beside_the_disk(project: Project) -> None:
    told = yaml.safe_load(
        str(render.plan(project._replace(services=SERVICES)).files["render.yaml"])
    )
    web, redis = told["services"]
    assert [one["key"] for one in web["envVars"]][2:] == ["DATABASE_URL", "REDIS_URL", "STATE"]
    assert (web["disk"]["mountPath"], redis["type"]) == ("/state", "keyvalue")
    assert len(told["databases"]) == 1


def test_fly_gives_it_a_volume_and_does_not_stop_it(project: Project) -> None:
    plan = fly.plan(project)
    told = tomllib.loads(str(plan.files["fly.toml"]))
    assert told["mounts"] == {"source": "state", "destination": "/state", "initial_size": "1gb"}
    assert told["env"]["STATE"] == "/state"
    assert told["http_service"]["auto_stop_machines"] == "off"
    assert "`/state`" in str(plan.files[plan.guide])


def test_cloud_run_is_refused(project: Project) -> None:
    with pytest.raises(CivicKitError, match=r"no disk that outlives the app.*civickit ship docker"):
        cloudrun.plan(project)


def test_it_cannot_be_frozen(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    said = CliRunner().invoke(main, ["ship", "static", str(folder), "--out", str(out)])
    assert said.exit_code == 2
    assert "own is an app of its own kind" in said.output
    assert "civickit ship docker" in said.output
    assert not out.exists()


def test_what_it_has_kept_is_copied_nowhere(folder: Path) -> None:
    (folder / "state").mkdir()
    (folder / "state/live.sqlite3").write_bytes(b"positions of people")
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/state").write_text("a file of the team's own", "utf-8")
    names = own_files(folder)
    assert "data/state" in names
    assert [name for name in names if "sqlite3" in name] == []
