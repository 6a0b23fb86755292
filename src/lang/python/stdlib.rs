//! The standard library: names of its modules, and of what people use without importing it.
//!
//! The modules are those of any version, as ruff's list has them, private ones left out.

use ruff_python_stdlib::sys::is_known_standard_library;

/// The minor versions of Python 3 that the list knows.
const MINORS: std::ops::RangeInclusive<u8> = 7..=14;

/// Whether `name` is a top-level module of the standard library of some version.
#[must_use]
pub fn is_module(name: &str) -> bool {
    let is_known = || MINORS.into_iter().any(|minor| is_known_standard_library(minor, name));
    name == "__future__" || !name.starts_with('_') && name != "xxsubtype" && is_known()
}

/// The line that imports `name`, if it is a module of the standard library or a well-known name of one.
#[must_use]
pub fn import_of(name: &str) -> Option<String> {
    if let Ok(index) = NAMES.binary_search_by_key(&name, |(name, _)| name) {
        return Some(format!("from {} import {name}", NAMES[index].1));
    }
    is_module(name).then(|| format!("import {name}"))
}

/// Well-known names and their modules, sorted by name.
const NAMES: &[(&str, &str)] = &[
    ("ABC", "abc"),
    ("ABCMeta", "abc"),
    ("Annotated", "typing"),
    ("Any", "typing"),
    ("ArgumentParser", "argparse"),
    ("Awaitable", "collections.abc"),
    ("BytesIO", "io"),
    ("Callable", "typing"),
    ("ChainMap", "collections"),
    ("ClassVar", "typing"),
    ("Collection", "collections.abc"),
    ("Container", "collections.abc"),
    ("Coroutine", "collections.abc"),
    ("Counter", "collections"),
    ("Decimal", "decimal"),
    ("DefaultDict", "typing"),
    ("Dict", "typing"),
    ("Enum", "enum"),
    ("Event", "threading"),
    ("ExitStack", "contextlib"),
    ("Final", "typing"),
    ("Flag", "enum"),
    ("Fraction", "fractions"),
    ("FrozenSet", "typing"),
    ("Generator", "typing"),
    ("Generic", "typing"),
    ("Hashable", "collections.abc"),
    ("IntEnum", "enum"),
    ("IntFlag", "enum"),
    ("ItemsView", "collections.abc"),
    ("Iterable", "collections.abc"),
    ("Iterator", "collections.abc"),
    ("JSONDecodeError", "json"),
    ("JSONEncoder", "json"),
    ("KeysView", "collections.abc"),
    ("List", "typing"),
    ("Literal", "typing"),
    ("Lock", "threading"),
    ("MagicMock", "unittest.mock"),
    ("Mapping", "collections.abc"),
    ("MappingProxyType", "types"),
    ("MethodType", "types"),
    ("Mock", "unittest.mock"),
    ("MutableMapping", "collections.abc"),
    ("MutableSequence", "collections.abc"),
    ("MutableSet", "collections.abc"),
    ("NamedTemporaryFile", "tempfile"),
    ("NamedTuple", "typing"),
    ("NewType", "typing"),
    ("NoReturn", "typing"),
    ("Optional", "typing"),
    ("OrderedDict", "collections"),
    ("ParamSpec", "typing"),
    ("Path", "pathlib"),
    ("Pool", "multiprocessing"),
    ("Popen", "subprocess"),
    ("PosixPath", "pathlib"),
    ("PriorityQueue", "queue"),
    ("Process", "multiprocessing"),
    ("ProcessPoolExecutor", "concurrent.futures"),
    ("Protocol", "typing"),
    ("PurePath", "pathlib"),
    ("Queue", "queue"),
    ("RLock", "threading"),
    ("ROUND_HALF_UP", "decimal"),
    ("Reversible", "collections.abc"),
    ("Semaphore", "threading"),
    ("Sequence", "collections.abc"),
    ("Set", "typing"),
    ("SimpleNamespace", "types"),
    ("Sized", "collections.abc"),
    ("StrEnum", "enum"),
    ("StringIO", "io"),
    ("Template", "string"),
    ("TemporaryDirectory", "tempfile"),
    ("TestCase", "unittest"),
    ("Thread", "threading"),
    ("ThreadPoolExecutor", "concurrent.futures"),
    ("Tuple", "typing"),
    ("Type", "typing"),
    ("TypeAlias", "typing"),
    ("TypeGuard", "typing"),
    ("TypeVar", "typing"),
    ("TypedDict", "typing"),
    ("Union", "typing"),
    ("UserDict", "collections"),
    ("UserList", "collections"),
    ("UserString", "collections"),
    ("ValuesView", "collections.abc"),
    ("WeakKeyDictionary", "weakref"),
    ("WeakSet", "weakref"),
    ("WeakValueDictionary", "weakref"),
    ("WindowsPath", "pathlib"),
    ("ZoneInfo", "zoneinfo"),
    ("abstractmethod", "abc"),
    ("accumulate", "itertools"),
    ("as_completed", "concurrent.futures"),
    ("ascii_letters", "string"),
    ("ascii_lowercase", "string"),
    ("ascii_uppercase", "string"),
    ("asdict", "dataclasses"),
    ("astuple", "dataclasses"),
    ("asynccontextmanager", "contextlib"),
    ("attrgetter", "operator"),
    ("auto", "enum"),
    ("batched", "itertools"),
    ("bisect_left", "bisect"),
    ("bisect_right", "bisect"),
    ("cache", "functools"),
    ("cached_property", "functools"),
    ("cast", "typing"),
    ("ceil", "math"),
    ("chain", "itertools"),
    ("choice", "random"),
    ("choices", "random"),
    ("closing", "contextlib"),
    ("cmp_to_key", "functools"),
    ("comb", "math"),
    ("combinations", "itertools"),
    ("combinations_with_replacement", "itertools"),
    ("compress", "itertools"),
    ("contextmanager", "contextlib"),
    ("copyfile", "shutil"),
    ("count", "itertools"),
    ("cycle", "itertools"),
    ("dataclass", "dataclasses"),
    ("date", "datetime"),
    ("datetime", "datetime"),
    ("dedent", "textwrap"),
    ("deepcopy", "copy"),
    ("defaultdict", "collections"),
    ("deque", "collections"),
    ("dropwhile", "itertools"),
    ("factorial", "math"),
    ("field", "dataclasses"),
    ("fields", "dataclasses"),
    ("filterfalse", "itertools"),
    ("floor", "math"),
    ("gcd", "math"),
    ("getLogger", "logging"),
    ("get_type_hints", "typing"),
    ("getcontext", "decimal"),
    ("groupby", "itertools"),
    ("heapify", "heapq"),
    ("heappop", "heapq"),
    ("heappush", "heapq"),
    ("hypot", "math"),
    ("insort", "bisect"),
    ("isclose", "math"),
    ("islice", "itertools"),
    ("isqrt", "math"),
    ("itemgetter", "operator"),
    ("lcm", "math"),
    ("localcontext", "decimal"),
    ("lru_cache", "functools"),
    ("mean", "statistics"),
    ("median", "statistics"),
    ("methodcaller", "operator"),
    ("mode", "statistics"),
    ("namedtuple", "collections"),
    ("nlargest", "heapq"),
    ("nsmallest", "heapq"),
    ("nullcontext", "contextlib"),
    ("overload", "typing"),
    ("pairwise", "itertools"),
    ("partial", "functools"),
    ("partialmethod", "functools"),
    ("patch", "unittest.mock"),
    ("perf_counter", "time"),
    ("permutations", "itertools"),
    ("pprint", "pprint"),
    ("prod", "math"),
    ("product", "itertools"),
    ("pstdev", "statistics"),
    ("punctuation", "string"),
    ("randint", "random"),
    ("randrange", "random"),
    ("redirect_stdout", "contextlib"),
    ("reduce", "functools"),
    ("repeat", "itertools"),
    ("replace", "dataclasses"),
    ("rmtree", "shutil"),
    ("runtime_checkable", "typing"),
    ("shuffle", "random"),
    ("signature", "inspect"),
    ("singledispatch", "functools"),
    ("singledispatchmethod", "functools"),
    ("sleep", "time"),
    ("sqrt", "math"),
    ("starmap", "itertools"),
    ("stdev", "statistics"),
    ("suppress", "contextlib"),
    ("takewhile", "itertools"),
    ("tee", "itertools"),
    ("timedelta", "datetime"),
    ("timeit", "timeit"),
    ("timezone", "datetime"),
    ("total_ordering", "functools"),
    ("uniform", "random"),
    ("unique", "enum"),
    ("urlencode", "urllib.parse"),
    ("urlopen", "urllib.request"),
    ("urlparse", "urllib.parse"),
    ("uuid4", "uuid"),
    ("variance", "statistics"),
    ("wraps", "functools"),
    ("zip_longest", "itertools"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_of_old_and_new_versions_are_known_and_private_ones_are_not() {
        for name in ["abc", "__future__", "asynchat", "distutils", "tomllib", "zoneinfo"] {
            assert!(is_module(name), "{name}");
        }
        for name in ["numpy", "_thread", "__main__", "os.path", "xxsubtype", ""] {
            assert!(!is_module(name), "{name}");
        }
    }

    #[test]
    fn the_names_are_sorted_and_stand_there_once() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(NAMES.iter().all(|(_, module)| is_module(module.split('.').next().unwrap_or(module))));
    }

    #[test]
    fn an_import_is_named_for_modules_and_for_well_known_names() {
        assert_eq!(import_of("itertools").as_deref(), Some("import itertools"));
        assert_eq!(import_of("Decimal").as_deref(), Some("from decimal import Decimal"));
        assert_eq!(import_of("numpy"), None);
    }
}
