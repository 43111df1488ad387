"""What every app about places on a map shares: which is nearest, how far, which way, and the pages.

```python
site = Site(read_settings(HERE, config), Look(schemas.get("aed")))
app = Flask(__name__, template_folder="pages")
open_to_the_public(app, site)
app.register_blueprint(make_pages(site))
```

May live here: the way from civic.toml and a city's file to pages, answers for programs and a
map, for places of any standard dataset. May not: what only one dataset needs (that is the
app's own `Look`), anything that fetches, anything an app without places could use (that
belongs to `web`).
"""
