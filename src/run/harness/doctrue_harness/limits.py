"""Resource limits of the example, set from inside before it begins."""

from __future__ import annotations

_KINDS = {
    "limit-cpu": "RLIMIT_CPU",
    "limit-memory": "RLIMIT_AS",
    "limit-file": "RLIMIT_FSIZE",
}


def apply(orders: dict[str, str], resource=None) -> None:
    """Set the limits named in ``orders`` as soft and hard limits. ``resource`` is that module, if it is there already."""
    for key, name in _KINDS.items():
        if key in orders:
            if resource is None:
                try:
                    import resource
                except ImportError:  # not on every platform
                    return
            limit(resource, name, int(orders[key]))


def limit(resource, name: str, value: int) -> None:
    """Set one limit, unless the system has it not, or a lower one is in force already."""
    try:
        resource.setrlimit(getattr(resource, name), (value, value))
    except (AttributeError, OSError, ValueError):
        pass
