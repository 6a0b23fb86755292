"""Resource limits of the example, set from inside before it begins."""

from __future__ import annotations


_KINDS = {
    "limit-cpu": "RLIMIT_CPU",
    "limit-memory": "RLIMIT_AS",
    "limit-file": "RLIMIT_FSIZE",
}


def wanted(orders: dict[str, str], resource) -> list[tuple]:
    """The limits named in ``orders``: what sets them, which, and the value, never more than holds already."""
    found = []
    for key, name in _KINDS.items():
        kind = getattr(resource, name, None)
        if kind is None or key not in orders:
            continue
        value = int(orders[key])
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        found.append((resource.setrlimit, kind, value))
    return found


def apply(orders: dict[str, str]) -> None:
    """Set the limits named in ``orders`` as soft and hard limits; those already lower stay."""
    try:
        import resource
    except ImportError:  # not on every platform
        return
    for setrlimit, kind, value in wanted(orders, resource):
        try:
            setrlimit(kind, (value, value))
        except (OSError, ValueError):
            pass
