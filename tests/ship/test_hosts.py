"""What hosts are given: files that parse, with names, ports and health paths that are right."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from ship.projects import HOSTILE, dashboard, finished_map, retitled

from civickit.core.errors import CivicKitError, ProjectConflict
from civickit.ship import cloudrun, fly, render, streamlit
from civickit.ship._project import Project, read_project
from civickit.ship._writing import write

HEALTH = {"hydrant-map": "/healthz", "snow": "/_stcore/health"}


@pytest.fixture(params=[finished_map, dashboard], ids=["flask", "streamlit"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    return read_project(request.param(tmp_path / "own"))


def with_services(project: Project) -> Project:
    return project._replace(services=("postgres", "redis"))


def text(project: Project, module: Any, name: str) -> str:
    found = module.plan(project).files[name]
    assert isinstance(found, str)
    return found


def test_render_reads_a_blueprint(project: Project) -> None:
    told = yaml.safe_load(text(project, render, "render.yaml"))
    assert set(told) == {"services"}
    [web] = told["services"]
    assert web["type"] == "web"
    assert web["runtime"] == "docker"
    assert web["region"] == "singapore", "Render has no region in Japan"
    assert web["healthCheckPath"] == HEALTH[web["name"]]
    values = {one["key"]: one["value"] for one in web["envVars"]}
    assert values == {"PORT": "8000", "PROXY_HOPS": "1"}


def test_render_makes_the_services_that_the_app_uses(project: Project) -> None:
    told = yaml.safe_load(text(with_services(project), render, "render.yaml"))
    web, redis = told["services"]
    [database] = told["databases"]
    asked = {one["key"]: one for one in web["envVars"]}
    assert asked["DATABASE_URL"]["fromDatabase"]["name"] == database["name"]
    assert asked["REDIS_URL"]["fromService"]["name"] == redis["name"]
    assert (redis["type"], redis["ipAllowList"], database["ipAllowList"]) == ("keyvalue", [], [])
    assert database["postgresMajorVersion"] == "16"
    assert {web["region"], redis["region"], database["region"]} == {"singapore"}


def test_fly_reads_its_settings(project: Project) -> None:
    told = tomllib.loads(text(project, fly, "fly.toml"))
    assert told["primary_region"] == "nrt"
    assert told["http_service"]["force_https"] is True
    assert str(told["http_service"]["internal_port"]) == told["env"]["PORT"] == "8000"
    assert told["env"]["PROXY_HOPS"] == "1"
    [check] = told["http_service"]["checks"]
    assert check["path"] == HEALTH[told["app"]]
    assert told["build"]["dockerfile"] == "Dockerfile"


def test_cloud_run_reads_its_service(project: Project) -> None:
    told = yaml.safe_load(text(project, cloudrun, "cloudrun.yaml"))
    name = told["metadata"]["name"]
    assert (told["apiVersion"], told["kind"]) == ("serving.knative.dev/v1", "Service")
    assert told["metadata"]["labels"]["cloud.googleapis.com/location"] == "asia-northeast1"
    template = told["spec"]["template"]
    assert all(isinstance(one, str) for one in template["metadata"]["annotations"].values())
    [container] = template["spec"]["containers"]
    assert container["image"].endswith(f"/{name}:1")
    assert container["ports"] == [{"name": "http1", "containerPort": 8080}]
    assert "PORT" not in {one["name"] for one in container["env"]}, "Cloud Run sets it itself"
    for probe in ("startupProbe", "livenessProbe"):
        assert container[probe]["httpGet"]["path"] == HEALTH[name]
    once = project.kind == "streamlit"
    assert (template["metadata"]["annotations"]["autoscaling.knative.dev/maxScale"] == "1") is once
    assert container["image"] in text(project, cloudrun, "DEPLOY-cloudrun.md")


@pytest.mark.parametrize("module", [render, fly, cloudrun])
def test_a_name_fits_every_host(project: Project, module: Any) -> None:
    """The strictest: 30 letters, digits and dashes, a letter first and no dash last."""
    long = project._replace(name="a_very_long_name_of_an_app_in_a_t_own_with_many_words")
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,28}[a-z0-9]", long.host_name)
    written = "".join(str(one) for one in module.plan(long).files.values())
    assert long.host_name in written
    assert long.name not in written


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("module", [render, fly, cloudrun])
def test_the_steps_are_in_the_projects_language(module: Any, lang: str, project: Project) -> None:
    planned = module.plan(project._replace(lang=lang))
    guide = str(planned.files[planned.guide])
    assert ("civickit ship check ." in guide, "<<" in guide) == (True, False)
    assert bool(re.search("[ぁ-ん]", guide.split("\n", 1)[1])) is (lang == "ja")
    used = module.plan(with_services(project)._replace(lang=lang))
    assert "DATABASE_URL" in str(used.files[used.guide])
    assert "DATABASE_URL" not in guide


@pytest.mark.parametrize(
    ("module", "name", "parse"),
    [
        (render, "render.yaml", yaml.safe_load),
        (fly, "fly.toml", tomllib.loads),
        (cloudrun, "cloudrun.yaml", yaml.safe_load),
    ],
)
def test_a_hostile_title_changes_nothing_but_words(
    module: Any, name: str, parse: Any, tmp_path: Path
) -> None:
    plain = read_project(dashboard(tmp_path / "plain"))
    hostile = read_project(retitled(dashboard(tmp_path / "hostile"), HOSTILE))
    assert "script" in hostile.title
    assert parse(text(plain, module, name)) == parse(text(hostile, module, name))
    planned = module.plan(hostile)
    assert "<script>" not in str(planned.files[planned.guide])


def test_streamlit_cloud_gets_settings_that_send_nothing(tmp_path: Path) -> None:
    project = read_project(dashboard(tmp_path / "own"))
    planned = streamlit.plan(project)
    write(planned.files, project.folder)
    told = tomllib.loads((project.folder / ".streamlit/config.toml").read_text("utf-8"))
    assert told["browser"]["gatherUsageStats"] is False
    assert told["server"]["enableStaticServing"] is True
    assert (project.folder / "requirements.txt").read_text("utf-8").startswith("civickit[desk")
    again = streamlit.plan(project)
    assert again.used == ("requirements.txt", ".streamlit/config.toml")
    assert list(again.files) == ["DEPLOY-streamlit.md"]


def test_own_settings_that_say_otherwise_are_a_conflict(tmp_path: Path) -> None:
    project = read_project(dashboard(tmp_path / "own"))
    (project.folder / ".streamlit").mkdir()
    (project.folder / ".streamlit/config.toml").write_text(
        "[browser]\ngatherUsageStats = true\n", "utf-8"
    )
    with pytest.raises(ProjectConflict, match="gatherUsageStats = false"):
        streamlit.plan(project)
    (project.folder / ".streamlit/config.toml").write_text(
        "[browser]\ngatherUsageStats = false\n", "utf-8"
    )
    assert ".streamlit/config.toml" in streamlit.plan(project).used
    (project.folder / "static").mkdir()
    with pytest.raises(ProjectConflict, match="enableStaticServing = true"):
        streamlit.plan(project)
    (project.folder / ".streamlit/config.toml").write_text("= broken", "utf-8")
    with pytest.raises(CivicKitError, match="cannot be read"):
        streamlit.plan(project)


def test_streamlit_cloud_refuses_a_flask_app(tmp_path: Path) -> None:
    project = read_project(finished_map(tmp_path / "own"))
    with pytest.raises(CivicKitError, match="civickit ship static"):
        streamlit.plan(project)
