"""A server of one's own: image, caching proxy, PostgreSQL, Redis and backups, with compose."""

from __future__ import annotations

from civickit.projects.served import FLASK
from civickit.ship._plan import PORT, STATE, Plan, fill, fill_words, image
from civickit.ship._project import SERVICES, Project, one_line

STATE_VOLUME = """
      STATE: {state}
      MQTT_URL: "${{MQTT_URL:-}}"
    volumes: ["state:{state}"]"""

WORDS: dict[str, dict[str, str]] = {
    "cached": {
        "ja": "。よく開かれるページを 1 秒だけ覚えます",
        "en": ", with a cache of one second",
    },
    "two": {
        "ja": "アプリは 2 つ動きます。1 つが止まっても、もう 1 つが答えます。"
        "増やすには `compose.yaml` の replicas を変えます。",
        "en": "The app runs twice, so that one answers when the other does not. "
        "`replicas` in `compose.yaml` says how often.",
    },
    "one": {
        "ja": "アプリは 1 つだけ動きます。Streamlit は見ている人ごとの状態をその中に持つためです。",
        "en": "The app runs once: Streamlit keeps the state of each reader inside the process.",
    },
    "one_file": {
        "ja": "アプリは 1 つだけ動きます。保つものは 1 つのボリュームの中の SQLite にあります。"
        "`civic.toml` の [ship] services に postgres を入れると 2 つ動きます。",
        "en": "The app runs once: what it keeps is SQLite in one volume. With postgres in [ship] "
        "services\n  of `civic.toml` it runs twice.",
    },
    "kept": {
        "ja": "\n- アプリが保つもの(SQLite のとき)、写真、鍵は `state` ボリュームにあり、"
        "毎晩のバックアップには入りません。\n  外へ写すには: "
        "`docker compose cp app:{state} ./state`(SQLite のときは先に `docker compose stop app`)"
        "\n- 事務所のページの最初のアカウントは `docker compose exec app civickit admin add NAME`、"
        "\n  車のスマートフォンは `docker compose exec app civickit device add NAME` で作ります。",
        "en": "\n- Pictures, keys and, without PostgreSQL, all that the app keeps lie in the volume"
        "\n  `state`, which the nightly backup does not hold. A copy of it: "
        "`docker compose cp app:{state} ./state`\n  (without PostgreSQL after "
        "`docker compose stop app`)."
        "\n- The first account of the desk: `docker compose exec app civickit admin add NAME`;"
        "\n  the phone of a vehicle: `docker compose exec app civickit device add NAME`.",
    },
    "cache_note": {
        "ja": "\n- プロキシは同じページを 1 秒だけ覚え、言語ごとに分けます。Set-Cookie、no-store、"
        "\n  private の付いた答えは覚えません。アプリが答えないときは、最後のページを出します。",
        "en": "\n- The proxy keeps a page for one second, each language apart, and nothing with "
        "Set-Cookie,\n  no-store or private. When the app does not answer, it shows the last page.",
    },
    "used": {
        "ja": "このアプリは {services} を使うと `civic.toml` の [ship] services にあるので、"
        "`.env.example` で初めから動くようになっています。POSTGRES_PASSWORD があるときは、"
        "始める前に決めてください。",
        "en": "`civic.toml` says in [ship] services that this app uses {services}, so\n"
        "`.env.example` starts it from the beginning. Choose POSTGRES_PASSWORD, where it stands,\n"
        "before you start.",
    },
    "unused": {
        "ja": "このアプリは、どちらも使うと言っていない(`civic.toml` に [ship] services がない)"
        "ので、始めは動きません。\n使わないものを世話しなくてよいようにです。使うようになったら、"
        "`.env` の該当する行の `#` を外してください。",
        "en": "This app does not say that it uses either (no [ship] services in `civic.toml`), so\n"
        "neither is started: what nobody uses should not need care. They are ready: when the app\n"
        "begins to use them, take the `#` from their lines in `.env`.",
    },
}


def plan(project: Project) -> Plan:
    """The files that run a project with Docker Compose."""
    made, used = image(project)
    return Plan(
        files=made
        | {
            "compose.yaml": _compose(project),
            "deploy/nginx.conf": nginx(project),
            "deploy/backup.sh": fill("backup.sh"),
            "deploy/restore.sh": fill("restore.sh"),
            ".env.example": fill("env.example", services=_env_lines(project)),
            "DEPLOY.md": _guide(project),
        },
        used=used,
        guide="DEPLOY.md",
    )


def nginx(project: Project) -> str:
    """The proxy's configuration: public pages of a Flask app are cached, Streamlit's are not."""
    return fill(
        "nginx.conf",
        title=one_line(project.title),
        port=str(PORT),
        cache=fill(f"nginx_cache_{project.kind}.conf").rstrip("\n"),
        locations=fill(f"nginx_locations_{project.kind}.conf"),
    )


def _compose(project: Project) -> str:
    return fill(
        "compose.yaml",
        title=one_line(project.title),
        host_name=project.host_name,
        health=project.health,
        port=str(PORT),
        state=STATE_VOLUME.format(state=STATE) if project.keeps else "",
        volumes="\n  state: {}" if project.keeps else "",
        replicas="2" if _how_often(project) == "two" else "1",
    )


ENV_LINES = {
    "postgres": (
        "POSTGRES_PASSWORD=",
        "DATABASE_URL=postgresql://app:${POSTGRES_PASSWORD}@postgres:5432/app",
    ),
    "redis": ("REDIS_URL=redis://redis:6379/0",),
}


def _how_often(project: Project) -> str:
    """A key of WORDS: how many of the app may run beside each other."""
    if project.kind != FLASK:
        return "one"
    return "one_file" if project.keeps and "postgres" not in project.services else "two"


MQTT_LINES = (
    "",
    "# A broker to which phones send by MQTT, where there is one.",
    "#MQTT_URL=mqtts://NAME:<PASSWORD>@broker.example.jp:8883",
)


def _env_lines(project: Project) -> str:
    """What starts PostgreSQL and Redis: as lines where the app uses them, else as comments."""
    services = project.services
    said = "# PostgreSQL and Redis: which of them start, and where the app finds them.\n"
    lines = [f"COMPOSE_PROFILES={','.join(services)}"]
    if not services:
        said += "# The app does not say that it uses them; without the # they start.\n"
        lines = [f"#COMPOSE_PROFILES={','.join(SERVICES)}"]
    for service in SERVICES:
        mark = "" if service in services else "#"
        lines += [mark + line for line in ENV_LINES[service]]
    if project.keeps:
        lines += MQTT_LINES
    return said + "".join(f"{line}\n" for line in lines)


def _guide(project: Project) -> str:
    words = {key: text[project.lang] for key, text in WORDS.items()}
    flask = project.kind == FLASK
    services = words["used" if project.services else "unused"]
    return fill_words(
        "DEPLOY",
        project,
        cache_said=words["cached"] if flask else "",
        cache_note=words["cache_note"] if flask else "",
        replicas_said=words[_how_often(project)],
        state_note=words["kept"].format(state=STATE) if project.keeps else "",
        services_said=services.format(services=", ".join(project.services)),
    )
