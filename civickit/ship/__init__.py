"""From a project to something strangers can use: one file per target.

May live here: what a host needs written (`docker.plan(project)` and its like give names and
texts), and `check`, which says what is not ready. `_writing.write` is the one way to the disk.
May not: pushing, uploading, asking another machine, questions and options (those are in
`cli`), and loading an app by its name: whoever calls hands it over.
"""
