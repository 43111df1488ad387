"""The ground: text, dates, numbers, geometry, the nearest point, errors, the registry, fetching.

May live here: what every other folder needs and what needs no other folder.
May not: anything that imports the rest of civickit, or a heavy package (`fetch` imports
requests when something is first asked). Only `fetch` goes to the network.
"""
