{% set en = cookiecutter.lang == "en" %}
"""{{ "The dashboard, from top to bottom. What each part does is in civickit/desk/; what it shows, in civic.toml." if en else "ダッシュボードの全部。上から下へ読めます。部品は civickit/desk/、何を見せるかは civic.toml に。" }}"""

from __future__ import annotations

from pathlib import Path

from civickit.desk.about import about
from civickit.desk.chart import chart
from civickit.desk.energy import energy
from civickit.desk.map_of import map_of
from civickit.desk.opening import open_file
from civickit.desk.page import begin
from civickit.desk.problems import problems
from civickit.desk.series import series
from civickit.desk.table import table

page = begin(Path(__file__).parent)  # {{ "its title, and the reader's language" if en else "題名と、読む人の言語" }}

opened = open_file(page)  # {{ "one of the project's files, or one that the reader brings" if en else "このプロジェクトのファイルか、読む人が持ってきたファイル" }}
if opened:
    problems(page, opened)  # {{ "rows that were mended or left out, and why" if en else "直した行、使えない行とその理由" }}
    energy(page, opened)  # {{ "only where the file holds a home's electricity" if en else "家庭の電力のファイルのときだけ" }}
    rows = table(page, opened)  # {{ "the rows that the reader filtered: the parts below show these" if en else "読む人が絞り込んだ行。下の部品はこれを見せます" }}
    series(page, opened, rows)
    chart(page, opened, rows)
    map_of(page, opened, rows)

about(page, opened)  # {{ "whose data it is, of when, under which licence" if en else "誰のデータか、いつのものか、ライセンス" }}
