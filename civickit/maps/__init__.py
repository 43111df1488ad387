"""Records to maps that need no network: folium on top, our own layers below, every file at hand.

```python
from civickit.maps.local_map import LocalMap

town = LocalMap(title="消防水利", lang="ja").add_lines(Path("streets.geojson"))
town.add_points(records, kinds={"hydrant": Kind("消火栓", "circle", "#c00000", "消")})
town.save("map.html")  # one file, opens from a USB stick
```

Lives here: `local_map` (needs folium), `layers` (plain data of points, lines, areas; no
folium), `assets` (the files a page needs), `escape`, and `static/` with the scripts and the
vendored Leaflet and its licence. May not live here: anything that fetches or reads a city's
data, anything that knows a schema or a web framework.
"""
