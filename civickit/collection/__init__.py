"""What every app about collection days shares: what goes out today, and the pages that say it.

```python
site = Site(read_settings(HERE, config))
app = Flask(__name__, template_folder="pages")
open_to_the_public(app, site)
app.register_blueprint(make_pages(site))
app.register_blueprint(make_feeds(site))
app.register_blueprint(make_api(site))
```

May live here: the way from civic.toml and a city's folder to pages, feeds, sheets and answers
for programs. May not: what a rule or a file means (that is `calendars`), anything that fetches,
anything an app without collection days could use (that belongs to `web`).
"""
