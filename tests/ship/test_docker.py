"""What `ship docker` writes, as far as it can be checked without a Docker engine."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from servers.compose.processes import nginx
from ship.projects import HOSTILE, dashboard, finished_map, retitled

from civickit.core.errors import InvalidRecord, ProjectConflict
from civickit.ship import docker
from civickit.ship._plan import completed
from civickit.ship._project import read_project
from civickit.ship._writing import write

KINDS = {"flask": finished_map, "streamlit": dashboard}


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shipped(kind: str, tmp_path: Path) -> Path:
    return ship(KINDS[kind](tmp_path / "own"))


def ship(folder: Path) -> Path:
    write(docker.plan(read_project(folder)).files, folder)
    return folder


def compose_of(folder: Path) -> dict[str, Any]:
    return yaml.safe_load((folder / "compose.yaml").read_text("utf-8"))


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


TEXT, WHOLE, YES = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
TEXTS = {"type": "array", "items": TEXT, "minItems": 1}
SECONDS = {"type": "string", "pattern": r"^\d+[smh]$"}
BYTES = {"type": "string", "pattern": r"^\d+[mMgG]$"}
SERVICE = closed(
    image=TEXT,
    build=TEXT,
    user={"type": "string", "pattern": r"^[1-9]\d*:[1-9]\d*$"},
    profiles=TEXTS,
    command=TEXTS,
    entrypoint=TEXTS,
    environment={"type": "object", "additionalProperties": TEXT},
    ports=TEXTS,
    volumes=TEXTS,
    tmpfs=TEXTS,
    networks=TEXTS,
    shm_size=BYTES,
    stop_grace_period=SECONDS,
    restart={"enum": ["unless-stopped"]},
    init=YES,
    read_only={"const": True},
    cap_drop={"const": ["ALL"]},
    security_opt={"const": ["no-new-privileges:true"]},
    logging=closed(driver=TEXT, options={"type": "object", "additionalProperties": TEXT}),
    depends_on={
        "type": "object",
        "additionalProperties": closed(condition={"const": "service_healthy"}, required=YES),
    },
    healthcheck=closed(
        test=TEXTS, interval=SECONDS, timeout=SECONDS, start_period=SECONDS, retries=WHOLE
    ),
    deploy=closed(
        replicas=WHOLE,
        resources=closed(limits=closed(cpus=TEXT, memory=BYTES, pids=WHOLE)),
    ),
)
SERVICE["required"] = ["image", "user", "restart", "read_only", "cap_drop", "security_opt"]
SERVICE["required"] += ["healthcheck", "deploy", "networks", "logging"]
SHAPE = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"},
        "services": {"type": "object", "additionalProperties": SERVICE},
        "networks": {"type": "object", "additionalProperties": closed(internal=YES)},
        "volumes": {"type": "object", "additionalProperties": closed()},
    },
    "patternProperties": {"^x-": {}},
    "additionalProperties": False,
    "required": ["name", "services", "networks", "volumes"],
}


def test_compose_has_the_shape_of_the_specification(shipped: Path) -> None:
    """And what this project asks of every service: limits, health, no root, no privileges."""
    assert [
        fault.message for fault in Draft202012Validator(SHAPE).iter_errors(compose_of(shipped))
    ] == []


def test_compose_names_only_what_is_there(shipped: Path) -> None:
    compose = compose_of(shipped)
    services = compose["services"]
    assert set(services) == {"proxy", "app", "postgres", "redis", "backup"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert set(service["networks"]) <= set(compose["networks"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (shipped / source).exists(), volume
        assert not service["image"].endswith(":latest")
        assert (":" in service["image"]) != ("build" in service), "what is not built has a version"
    assert services["app"]["deploy"]["replicas"] == (2 if "healthz" in str(services) else 1)
    assert services["app"]["environment"]["PROXY_HOPS"] == "1"
    assert compose["networks"]["inside"]["internal"] is True
    assert "outside" not in services["postgres"]["networks"] + services["redis"]["networks"]
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    assert services["proxy"]["ports"][0].startswith("${HTTP_BIND:-127.0.0.1}:")


def test_every_variable_of_compose_is_explained(shipped: Path) -> None:
    text = (shipped / "compose.yaml").read_text("utf-8")
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    example = (shipped / ".env.example").read_text("utf-8")
    assert asked == {
        "HTTP_BIND",
        "HTTP_PORT",
        "POSTGRES_PASSWORD",
        "DATABASE_URL",
        "REDIS_URL",
        "KEEP_DAYS",
    }
    assert [name for name in asked if not re.search(rf"^#?{name}=", example, re.MULTILINE)] == []
    assert not re.search(r"PASSWORD[\"']?[:=]\s*[\"']?[A-Za-z0-9]", text + example), "no password"


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile, with their continued lines."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in joined.splitlines()]


def test_the_image_is_built_from_what_is_there_and_runs_without_root(shipped: Path) -> None:
    told = instructions((shipped / "Dockerfile").read_text("utf-8"))
    names = [name for name, _ in told]
    known = {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert set(names) <= known
    assert names[0] == "FROM"
    assert re.fullmatch(r"python:3\.\d+-slim", told[0][1])
    user = [said for name, said in told if name == "USER"]
    assert user in (["10001:10001"], ["civic"]), "the user that compose names, or its name"
    assert "10001" in str(told)
    assert names.index("USER") < names.index("CMD")
    [check] = [said for name, said in told if name == "HEALTHCHECK"]
    assert json.loads(check.split("CMD ")[1])[:2] == ["python", "-c"]
    compile(json.loads(check.split("CMD ")[1])[2], "healthcheck", "exec")
    [command] = [json.loads(said) for name, said in told if name == "CMD"]
    assert command[:2] == ["sh", "-c"]
    assert command[2].startswith("exec ")
    there = [path.name for path in shipped.iterdir()]
    for source in (word for name, said in told if name == "COPY" for word in said.split()[:-1]):
        optional = "wheel" in source
        assert optional or source == "." or fnmatch.filter(there, source), source
    assert not re.search(r"(?i)(password|secret|token|api_?key)", str(told))


def test_nothing_secret_gets_into_the_image(shipped: Path) -> None:
    ignored = (shipped / ".dockerignore").read_text("utf-8").splitlines()
    assert {".env", ".git", "**/__pycache__"} <= set(ignored)


def nginx_says(shipped: Path, scratch: Path) -> subprocess.CompletedProcess[str]:
    """The real nginx reads the configuration; only where it may write is changed."""
    text = (shipped / "deploy/nginx.conf").read_text("utf-8")
    config = scratch / "nginx.conf"
    for written in ("/tmp/", "/dev/stdout", "/dev/stderr"):
        text = text.replace(written, f"{scratch}/{written.strip('/').split('/')[-1]}")
    config.write_text(text, "utf-8")
    command = [nginx(), "-t", "-q", "-e", "stderr", "-c", str(config)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.slow  # needs nginx, which the fast tests do without
def test_nginx_reads_its_configuration(shipped: Path, tmp_path: Path) -> None:
    told = nginx_says(shipped, tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    broken = shipped / "deploy/nginx.conf"
    broken.write_text(broken.read_text("utf-8").replace("listen 8080;", "listen;"), "utf-8")
    assert nginx_says(shipped, tmp_path).returncode != 0, "a test that cannot fail says nothing"


@pytest.mark.parametrize("script", ["backup.sh", "restore.sh"])
def test_a_shell_reads_the_scripts(shipped: Path, script: str) -> None:
    path = shipped / "deploy" / script
    told = subprocess.run(["sh", "-n", str(path)], capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")
    assert subprocess.run(["sh", str(path)], capture_output=True).returncode == 2, "it explains"


def without_comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]


def test_a_hostile_title_changes_nothing_but_words(
    kind: str, shipped: Path, tmp_path: Path
) -> None:
    other = ship(retitled(KINDS[kind](tmp_path / "hostile"), HOSTILE))
    for name in ("compose.yaml", "Dockerfile", "deploy/nginx.conf", ".env.example"):
        plain, hostile = ((one / name).read_text("utf-8") for one in (shipped, other))
        assert without_comments(plain) == without_comments(hostile), name
        assert all(sign.isprintable() or sign == "\n" for sign in hostile), name
    guide = (other / "DEPLOY.md").read_text("utf-8")
    assert "<script>" not in guide
    assert len(guide.splitlines()) == len((shipped / "DEPLOY.md").read_text("utf-8").splitlines())


def test_services_start_where_the_app_says_that_it_uses_them(tmp_path: Path) -> None:
    unused = ship(dashboard(tmp_path / "unused"))
    lines = (unused / ".env.example").read_text("utf-8").splitlines()
    assert "#COMPOSE_PROFILES=postgres,redis" in lines
    folder = dashboard(tmp_path / "used")
    with (folder / "civic.toml").open("a", encoding="utf-8") as toml:
        toml.write('[ship]\nservices = ["redis", "postgres"]\n')
    lines = (ship(folder) / ".env.example").read_text("utf-8").splitlines()
    assert "COMPOSE_PROFILES=postgres,redis" in lines
    assert "DATABASE_URL=postgresql://app:${POSTGRES_PASSWORD}@postgres:5432/app" in lines
    assert compose_of(folder) == compose_of(unused)
    said = [(one / "DEPLOY.md").read_text("utf-8") for one in (unused, folder)]
    assert "始めは動きません" in said[0]
    assert "postgres, redis を使う" in said[1]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('[ship]\nservices = ["mysql"]', "mysql"),
        ('[ship]\nservices = "redis"', "redis"),
    ],
)
def test_a_wrong_service_is_a_sentence(tmp_path: Path, line: str, told: str) -> None:
    folder = dashboard(tmp_path / "own")
    with (folder / "civic.toml").open("a", encoding="utf-8") as toml:
        toml.write(line)
    with pytest.raises(InvalidRecord, match=told):
        read_project(folder)


@pytest.mark.parametrize("name", ["../up", "a b", "x; rm -rf", "Größe", "", "-x", "1"])
def test_a_name_that_could_do_harm_is_refused(tmp_path: Path, name: str) -> None:
    folder = dashboard(tmp_path / "1own")
    toml = folder / "civic.toml"
    toml.write_text(toml.read_text("utf-8").replace('"snow"', json.dumps(name)), "utf-8")
    with pytest.raises(InvalidRecord, match="my_map"):
        read_project(folder)


def test_the_projects_own_dockerfile_is_used_as_it_is(tmp_path: Path) -> None:
    folder = dashboard(tmp_path / "own")
    (folder / "Dockerfile").write_text("FROM mine\n", "utf-8")
    planned = docker.plan(read_project(folder))
    assert planned.used == ("Dockerfile",)
    ship(folder)
    assert (folder / "Dockerfile").read_text("utf-8") == "FROM mine\n"


def test_in_another_folder_the_project_comes_along_without_its_secrets(tmp_path: Path) -> None:
    folder = dashboard(tmp_path / "own")
    for name in (".env", ".git/config", "__pycache__/app.pyc"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x", "utf-8")
    project = read_project(folder)
    planned = completed(project, docker.plan(project), tmp_path / "out")
    assert {"app.py", "civic.toml", "data/snow.csv", "compose.yaml"} <= planned.files.keys()
    assert not [
        name
        for name in planned.files
        if name.startswith((".env", ".git/", "__py")) and name != ".env.example"
    ]
    (folder / "compose.yaml").write_text("mine: 1", "utf-8")
    with pytest.raises(ProjectConflict, match=r"compose\.yaml"):
        completed(project, docker.plan(project), tmp_path / "out")
