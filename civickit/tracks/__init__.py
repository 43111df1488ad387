"""Fixes from phones and trackers, the streets they were driven on, and when each was last cleared.

One device per file in `devices`, found by its name. May live here: what a device sends and the
answer it wants, street networks, matching fixes to streets, the table of what was passed and
worked. May not: asking the network, storage, pages, who a token belongs to (that is the app's).
Positions are (lat, lon) in degrees; times are seconds since 1970 in UTC.
"""
