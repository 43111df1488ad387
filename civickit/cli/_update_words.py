"""What `civickit update` says, in Japanese and English."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "updated_to": {
        "ja": "{template}: {old} から {new} に更新しました。",
        "en": "{template}: updated from {old} to {new}.",
    },
    "would_update_to": {
        "ja": "{template}: {old} から {new} に更新するとこうなります。まだ何も書いていません。",
        "en": "{template}: an update from {old} to {new} would do this. Nothing was written.",
    },
    "up_to_date": {
        "ja": "{template} {new}: 更新するものはありません。",
        "en": "{template} {new}: already up to date.",
    },
    "conflict": {
        "ja": "ぶつかったところ (両方の文をファイルに残しました)",
        "en": "Conflicts (both texts stand in the file)",
    },
    "beside": {
        "ja": "まとめられないファイル (新しい方を横に置きました)",
        "en": "Cannot be merged (the template's stands beside)",
    },
    "merged": {"ja": "まとめたファイル", "en": "Merged with your edits"},
    "updated": {"ja": "新しくしたファイル", "en": "Updated"},
    "added": {"ja": "加えたファイル", "en": "Added"},
    "removed": {
        "ja": "消したファイル (テンプレートからなくなり、手も加わっていない)",
        "en": "Removed (gone from the template, never edited here)",
    },
    "left": {
        "ja": "残したファイル (テンプレートからなくなったが、手が加わっている)",
        "en": "Kept (gone from the template, but edited here)",
    },
    "deleted": {
        "ja": "戻さなかったファイル (あなたが消したもの)",
        "en": "Not brought back (you deleted it)",
    },
    "line": {"ja": "{name} {line} 行目", "en": "{name}, line {line}"},
    "new_answers": {
        "ja": "新しい質問にはテンプレートの答えを使いました (civic.toml で変えられます)",
        "en": "New questions got the template's own answer (civic.toml can change it)",
    },
    "old_answers": {
        "ja": "もう使われない答え: {names}",
        "en": "Answers no longer asked for: {names}",
    },
    "no_base": {
        "ja": "もとの姿 (.civickit/base.zip) がないので、誰が何を変えたか分かりません。違うところは"
        "すべて印をつけました。次からは分かります。",
        "en": "What was baked at first (.civickit/base.zip) is not there, so nobody knows who "
        "changed what: every difference was marked. From now on it is known.",
    },
    "base_kept": {
        "ja": "もとの姿 (.civickit/base.zip) がなかったので、次の更新のために置きました。",
        "en": "What was baked at first (.civickit/base.zip) was not there; it is kept from now on.",
    },
    "base_would_be_kept": {
        "ja": "もとの姿 (.civickit/base.zip) がありません。--dry-run なしなら置きます。",
        "en": "What was baked at first (.civickit/base.zip) is not there; without --dry-run it "
        "would be kept.",
    },
    "interrupted": {
        "ja": "前の更新が途中で止まっていたので、それを元に戻してからやり直しました。",
        "en": "An earlier update was interrupted; it was taken back first and made again.",
    },
    "uncommitted": {
        "ja": "git にまだ入れていない変更があります。この更新だけなら --undo で戻せます。",
        "en": "git has changes here that are not committed; --undo takes back this update alone.",
    },
    "next": {"ja": "次にすること", "en": "What to do next"},
    "solve": {
        "ja": "上の行を開き、<<<<<<< yours と >>>>>>> template の間で正しい方を残して、"
        "印の行を消してください。",
        "en": "Open the lines above, keep what is right between <<<<<<< yours and >>>>>>> "
        "template, and delete the marker lines.",
    },
    "choose": {
        "ja": "NAME.new を見て、使う方を NAME にし、NAME.new を消してください。",
        "en": "Look at NAME.new, keep the one you want as NAME, and delete NAME.new.",
    },
    "test": {"ja": "動くか確かめる: pytest", "en": "See that it works: pytest"},
    "undo": {
        "ja": "元に戻す: civickit update --undo {folder}",
        "en": "Take it back: civickit update --undo {folder}",
    },
    "do_it": {
        "ja": "更新する: civickit update {folder}",
        "en": "Update: civickit update {folder}",
    },
    "undone": {
        "ja": "更新を元に戻しました: {count} 個のファイル。",
        "en": "The update was taken back: {count} files are as they were.",
    },
    "kept_edits": {
        "ja": "更新のあとに書きかえたので、そのまま残したファイル",
        "en": "Edited after the update, and therefore kept as they are",
    },
    "undo_rest": {
        "ja": "これも戻すには、ファイルを消してからもう一度: civickit update --undo {folder}",
        "en": "To take these back, too, delete them and say again: civickit update --undo {folder}",
    },
    "binary": {
        "ja": "{name}: 文字のファイルではありません ({before} → {after} バイト)",
        "en": "{name}: not a text ({before} → {after} bytes)",
    },
}


def say(key: str, lang: str, **values: object) -> str:
    return WORDS[key][lang].format(**values)
