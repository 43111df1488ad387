"""What serves a project: Flask where its app.py has create_app, else Streamlit."""

from __future__ import annotations

import ast
from pathlib import Path

from civickit.core.errors import InvalidRecord

FLASK, STREAMLIT = "flask", "streamlit"


def served_by(folder: Path) -> str:
    """FLASK or STREAMLIT, as the app.py in the folder tells; nothing of it is run.

    Raises InvalidRecord where app.py is not Python, or is for neither.
    """
    file = folder / "app.py"
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError) as fault:
        raise InvalidRecord({str(file): f"is not Python: {fault}"}) from fault
    names = set(_names(tree))
    if "create_app" in names:
        return FLASK
    if names & {"streamlit", "civickit.desk"}:
        return STREAMLIT
    raise InvalidRecord({str(file): "has neither create_app nor Streamlit: what is to be served?"})


def _names(tree: ast.Module) -> list[str]:
    """What a module defines or imports at its top; of packages the outermost, and civickit.desk."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.append(node.name)
        elif isinstance(node, ast.Assign):
            found += [one.id for one in node.targets if isinstance(one, ast.Name)]
        elif isinstance(node, ast.Import):
            found += [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found += [module.split(".")[0], ".".join(module.split(".")[:2])]
            found += [one for alias in node.names for one in (alias.name, f"{module}.{alias.name}")]
    return found
