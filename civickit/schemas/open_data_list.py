"""オープンデータ一覧: what a city publishes; one row for each file."""

from __future__ import annotations

from dataclasses import replace

from civickit.schemas import _common as common
from civickit.schemas._codes import NUMBER_TEXT
from civickit.schemas._forms import DATE, HAS, LINKED, NAME, TEXT, choice
from civickit.schemas._schema import Field, Form, Positioned, Schema, record_of

SUBJECTS = (
    *("国土・気象", "人口・世帯", "労働・賃金", "農林水産業", "鉱工業", "商業・サービス業"),
    *("企業・家計・経済", "住宅・土地・建設", "エネルギー・水", "運輸・観光"),
    *("情報通信・科学技術", "教育・文化・スポーツ・生活", "行財政", "司法・安全・環境"),
    *("社会保障・衛生", "国際", "その他"),
)


def _dataset(name: str, word: str, form: Form, *aliases: str, required: bool = False) -> Field:
    return Field(name, f"データセット_{word}", form, aliases, required=required)


def _file(name: str, word: str, form: Form, *aliases: str) -> Field:
    return Field(name, f"ファイル_{word}", form, aliases)


FIELDS = (
    common.MUNICIPALITY_CODE,
    _dataset("dataset_id", "ID", NUMBER_TEXT, "NO", "ID"),
    *common.PUBLISHER,
    _dataset("title", "タイトル", NAME, "データ名称", "データセット名", required=True),
    _dataset("description", "概要", TEXT, "データ概要"),
    _dataset("keywords", "キーワード", TEXT),
    _dataset("subject", "分類", choice(*SUBJECTS), "分類", required=True),
    _dataset("published", "公開日", DATE, "登録日"),
    _dataset("updated", "最終更新日", DATE, "最終更新日", required=True),
    _dataset("url", "URL", LINKED, "URL"),
    _dataset("frequency", "更新頻度", TEXT, "更新頻度"),
    _dataset("follows", "準拠する標準", TEXT),
    _dataset("documents", "関連ドキュメント", TEXT),
    _dataset("period", "対象期間", TEXT),
    _dataset("author", "作成者", NAME),
    _dataset("contact_name", "連絡先名称", NAME),
    _dataset("email", "連絡先メールアドレス", TEXT),
    _dataset("phone", "連絡先電話番号", TEXT),
    _dataset("extension", "連絡先内線番号", TEXT),
    _dataset("form_url", "連絡先FormURL", LINKED),
    _dataset("contact_note", "連絡先備考（その他、SNSなど）", TEXT),
    replace(common.NOTE, header="データセット_備考", aliases=("備考", *common.NOTE.aliases)),
    _file("file_title", "タイトル", NAME),
    _file("file_page", "アクセスURL", LINKED),
    _file("file_url", "ダウンロードURL", LINKED),
    _file("file_description", "説明", TEXT),
    replace(_file("format", "形式", TEXT, "ファイル形式", "データ形式"), required=True),
    _file("licence", "ライセンス", TEXT, "ライセンス"),
    _file("status", "ステータス", TEXT),
    _file("size", "サイズ", TEXT),
    _file("file_published", "公開日", DATE),
    _file("file_updated", "最終更新日", DATE),
    _file("terms", "利用規約", TEXT),
    _file("file_documents", "関連ドキュメント", TEXT),
    _file("file_follows", "準拠する標準", TEXT),
    Field("has_api", "API対応有無", HAS),
    common.DOUBTS,
)


schema = Schema(
    name="open_data_list",
    title={"ja": "オープンデータ一覧", "en": "Open data of a city"},
    record=record_of("OpenDataFile", FIELDS),
    fields=FIELDS,
    positioned=Positioned.NONE,
    named_by=("title", "dataset_id", "file_title", "file_url", "format"),
    listed="06",
    editions={"2020": "complete", "2023": "observed"},
)
