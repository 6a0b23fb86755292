"""Resource limits of the example, set from inside before it begins."""

from __future__ import annotations


def apply(orders: dict[str, str]) -> None:
    """Set the limits named in ``orders`` as soft and hard limits; those already lower stay."""
    try:
        import resource
    except ImportError:  # not on every platform
        return
    kinds = {
        "limit-cpu": "RLIMIT_CPU",
        "limit-memory": "RLIMIT_AS",
        "limit-file": "RLIMIT_FSIZE",
        "limit-core": "RLIMIT_CORE",
    }
    for key, name in kinds.items():
        kind = getattr(resource, name, None)
        if kind is None or key not in orders:
            continue
        wanted = int(orders[key])
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        try:
            resource.setrlimit(kind, (wanted, wanted))
        except (OSError, ValueError):
            pass
