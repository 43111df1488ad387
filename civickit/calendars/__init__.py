"""Collection rules, the days they mean, and what is made of them: feeds, sheets.

```python
city = read_city(Path("data"))
for day in city.areas[0].days("burnable", date(2026, 4, 1), date(2026, 4, 30)):
    print(day.day, said(day.why, "en"))
```

May live here: rules as plain values (`rules`), a city's areas, kinds and items (`city`), readers
of the formats cities keep them in (`gomi5374`, `native`), what goes out (`ics`, `sheet`).
May not: pages, web frameworks, fetching, or the day of today (callers say what day it is).
"""
