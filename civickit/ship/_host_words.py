"""What the steps for hosts say of databases and of how often the app runs, in both languages."""

from __future__ import annotations

from civickit.projects.served import FLASK
from civickit.ship._project import Project

WORDS: dict[str, dict[str, str]] = {
    "no_services": {
        "ja": "このアプリはデータベースも Redis も使わないので、用意しません。",
        "en": "The app uses neither a database nor Redis, so none is made.",
    },
    "made_here": {
        "ja": "`civic.toml` の [ship] services にあるので、{services} も作られます。"
        "アプリには DATABASE_URL、REDIS_URL で伝わります。",
        "en": "[ship] services in `civic.toml` asks for {services}, so that is made, too; the app "
        "is told by DATABASE_URL and REDIS_URL.",
    },
    "bring_yours": {
        "ja": "アプリは {services} を使います。別に用意し、DATABASE_URL、REDIS_URL を"
        "秘密として入れてください。",
        "en": "The app uses {services}: have it made, and give DATABASE_URL and REDIS_URL "
        "as secrets.",
    },
    "several": {
        "ja": "人が増えると、アプリは自動で増えます。",
        "en": "More of it is started when more people come.",
    },
    "one": {
        "ja": "Streamlit は見ている人ごとの状態を持つので、1 台だけで動かします。",
        "en": "Streamlit keeps each reader's state in its process: run exactly one of it.",
    },
    "one_disk": {
        "ja": "保つものが 1 つのディスクにあるので、1 台だけで動かします。",
        "en": "What it keeps lies on one disk: run exactly one of it.",
    },
    "on_disk": {
        "ja": "\n- アプリが保つものは `/state` のディスクにあります。消えると戻せません。"
        "写しを取ってください。",
        "en": "\n- What the app keeps lies on the disk at `/state`. Copy it elsewhere: when it is "
        "lost, that is lost.",
    },
    "health_hidden": {
        "ja": "Google は外からの /healthz を自分で受けます。動作は /version で確かめてください。",
        "en": " From outside, Google itself takes /healthz: ask /version to see that it is well.",
    },
}


def say(key: str, project: Project) -> str:
    """The words for this project, in its language."""
    return WORDS[key][project.lang].format(services=", ".join(project.services))


def services_said(project: Project, otherwise: str) -> str:
    return say(otherwise if project.services else "no_services", project)


def replicas_said(project: Project) -> str:
    if project.kind != FLASK:
        return say("one", project)
    return say("one_disk" if project.keeps else "several", project)


def state_said(project: Project) -> str:
    """A line more where the app keeps files, else nothing."""
    return say("on_disk", project) if project.keeps else ""
