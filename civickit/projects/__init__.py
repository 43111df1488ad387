"""From a template to a team's project: what templates there are, baking, merging a newer one.

May live here: folders, answers, files that are written whole or not at all. May not: data and
what it means (an answer is a text by the time it comes here), questions and words for people
(those are in `cli`), the network. cookiecutter is imported inside functions: it is heavy.
"""
