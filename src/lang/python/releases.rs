//! Names that came to Python, and modules that went, with the minor version of Python 3 in which they did.
//!
//! Found by asking CPython 3.8 to 3.15 for the public names of their modules, and compared with what the documentation of
//! the library says (*New in version*, and PEP 594 for most of the modules that went). Names that only few people use are left
//! out: of those nothing is said.

/// The minor version since which Python 3 has `name`: a builtin, a module, or a name behind its module or type.
#[must_use]
pub fn since(name: &str) -> Option<u8> {
    row(SINCE, name)
}

/// The minor version since which Python 3 has the module `name` no more.
#[must_use]
pub fn gone(name: &str) -> Option<u8> {
    row(GONE, name)
}

fn row(table: &[(u8, &str)], name: &str) -> Option<u8> {
    table.iter().find(|(_, names)| names.split_whitespace().any(|own| own == name)).map(|(minor, _)| *minor)
}

/// What a missing name, told by an exception of type `kind` with this `message`, shows of the version that is needed; `name` is
/// what it was about.
#[must_use]
pub fn needed(kind: &str, message: &str, name: Option<&str>) -> Option<String> {
    let quoted = |index: usize| message.split('\'').nth(index);
    let name = match kind {
        "NameError" | "ModuleNotFoundError" => name?.to_owned(),
        // module 'math' has no attribute 'lcm'; 'str' object has no attribute 'removeprefix'; type object 'int' has …
        "AttributeError" if message.contains(" has no attribute ") => format!("{}.{}", quoted(1)?, quoted(3)?),
        // cannot import name 'batched' from 'itertools' (…)
        "ImportError" if message.starts_with("cannot import name ") => format!("{}.{}", quoted(3)?, quoted(1)?),
        _ => return None,
    };
    let went = if kind == "ModuleNotFoundError" { gone(&name) } else { None };
    let since = || since(&name).map(|minor| format!("needs Python 3.{minor}: `{name}`"));
    went.map(|minor| format!("needs Python < 3.{minor}: `{name}`")).or_else(since)
}

/// Names by the version in which they came.
const SINCE: &[(u8, &str)] = &[
    (
        9,
        "asyncio.to_thread bytearray.removeprefix bytearray.removesuffix bytes.removeprefix bytes.removesuffix \
         functools.cache gc.is_finalized graphlib math.lcm math.nextafter math.ulp os.pidfd_open \
         os.waitstatus_to_exitcode random.randbytes signal.pidfd_send_signal socket.recv_fds socket.send_fds \
         str.removeprefix str.removesuffix sys.platlibdir types.GenericAlias zoneinfo",
    ),
    (
        10,
        "EncodingWarning aiter anext base64.b32hexdecode base64.b32hexencode contextlib.aclosing \
         dataclasses.KW_ONLY inspect.get_annotations int.bit_count itertools.pairwise os.eventfd os.eventfd_read \
         os.eventfd_write os.splice platform.freedesktop_os_release statistics.correlation statistics.covariance \
         statistics.linear_regression sys.orig_argv sys.stdlib_module_names threading.getprofile \
         threading.gettrace types.EllipsisType types.NoneType types.NotImplementedType types.UnionType \
         typing.Concatenate typing.ParamSpec typing.ParamSpecArgs typing.ParamSpecKwargs typing.TypeAlias \
         typing.TypeGuard typing.is_typeddict",
    ),
    (
        11,
        "BaseExceptionGroup ExceptionGroup asyncio.Barrier asyncio.BrokenBarrierError asyncio.Runner \
         asyncio.TaskGroup asyncio.Timeout asyncio.timeout asyncio.timeout_at contextlib.chdir \
         ctypes.BigEndianUnion ctypes.LittleEndianUnion datetime.UTC enum.EnumCheck enum.EnumType \
         enum.FlagBoundary enum.ReprEnum enum.StrEnum enum.global_enum enum.global_enum_repr enum.global_str \
         enum.member enum.nonmember enum.property enum.verify hashlib.file_digest http.HTTPMethod \
         inspect.getmembers_static inspect.ismethodwrapper locale.getencoding logging.getLevelNamesMapping \
         math.cbrt math.exp2 operator.call os.login_tty re.NOFLAG sqlite3.Blob sys.exception tomllib \
         typing.LiteralString typing.Never typing.NotRequired typing.Required typing.Self typing.TypeVarTuple \
         typing.Unpack typing.assert_never typing.assert_type typing.clear_overloads typing.dataclass_transform \
         typing.get_overloads typing.reveal_type unittest.enterModuleContext",
    ),
    (
        12,
        "asyncio.create_eager_task_factory asyncio.eager_task_factory calendar.APRIL calendar.AUGUST \
         calendar.DECEMBER calendar.Day calendar.FEBRUARY calendar.JANUARY calendar.JULY calendar.JUNE \
         calendar.MARCH calendar.MAY calendar.Month calendar.NOVEMBER calendar.OCTOBER calendar.SEPTEMBER \
         collections.abc.Buffer csv.QUOTE_NOTNULL csv.QUOTE_STRINGS ctypes.c_time_t inspect.BufferFlags \
         inspect.getasyncgenlocals inspect.getasyncgenstate inspect.markcoroutinefunction int.is_integer \
         itertools.batched logging.getHandlerByName logging.getHandlerNames math.sumprod os.path.isjunction \
         os.path.splitroot os.setns os.unshare random.binomialvariate sys.activate_stack_trampoline \
         sys.deactivate_stack_trampoline sys.getunicodeinternedsize sys.is_stack_trampoline_active \
         threading.setprofile_all_threads threading.settrace_all_threads types.get_original_bases \
         typing.TypeAliasType typing.override",
    ),
    (
        13,
        "PythonFinalizationError asyncio.QueueShutDown base64.z85decode base64.z85encode copy.replace \
         enum.EnumDict glob.translate math.fma mimetypes.guess_file_type os.grantpt os.path.isdevdrive \
         os.posix_openpt os.process_cpu_count os.ptsname os.timerfd_create os.timerfd_gettime os.timerfd_settime \
         os.unlockpt pathlib.UnsupportedOperation platform.android_ver platform.ios_ver queue.ShutDown \
         re.PatternError statistics.kde statistics.kde_random typing.NoDefault typing.ReadOnly typing.TypeIs \
         typing.get_protocol_members typing.is_protocol warnings.deprecated",
    ),
    (
        14,
        "annotationlib asyncio.capture_call_graph asyncio.format_call_graph asyncio.future_add_to_awaited_by \
         asyncio.future_discard_from_awaited_by asyncio.print_call_graph bytearray.resize complex.from_number \
         compression concurrent.futures.InterpreterPoolExecutor concurrent.interpreters ctypes.c_double_complex \
         ctypes.c_float_complex ctypes.c_longdouble_complex ctypes.memoryview_at float.from_number \
         functools.Placeholder heapq.heapify_max heapq.heappop_max heapq.heappush_max heapq.heappushpop_max \
         heapq.heapreplace_max inspect.ispackage memoryview.count memoryview.index operator.is_none \
         operator.is_not_none os.readinto os.reload_environ platform.invalidate_caches string.templatelib \
         sys.is_remote_debug_enabled sys.remote_exec types.CapsuleType typing.evaluate_forward_ref uuid.MAX \
         uuid.NIL uuid.uuid6 uuid.uuid7 uuid.uuid8 zipfile.ZIP_ZSTANDARD",
    ),
    (15, "ImportCycleError frozendict profiling sentinel"),
];

/// Modules by the version in which they went.
const GONE: &[(u8, &str)] = &[
    (9, "dummy_threading"),
    (10, "formatter parser symbol"),
    (11, "binhex"),
    (12, "asynchat asyncore distutils imp smtpd"),
    (
        13,
        "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes sndhdr \
         spwd sunau telnetlib uu xdrlib",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_names_tell_the_version_that_has_them() {
        for (kind, message, name, told) in [
            ("ModuleNotFoundError", "No module named 'asyncore'", Some("asyncore"), "needs Python < 3.12: `asyncore`"),
            ("ModuleNotFoundError", "No module named 'tomllib'", Some("tomllib"), "needs Python 3.11: `tomllib`"),
            ("NameError", "name 'frozendict' is not defined", Some("frozendict"), "needs Python 3.15: `frozendict`"),
            ("AttributeError", "module 'math' has no attribute 'cbrt'", None, "needs Python 3.11: `math.cbrt`"),
            (
                "AttributeError",
                "'str' object has no attribute 'removeprefix'",
                None,
                "needs Python 3.9: `str.removeprefix`",
            ),
            (
                "ImportError",
                "cannot import name 'batched' from 'itertools' (unknown location)",
                None,
                "needs Python 3.12: `itertools.batched`",
            ),
        ] {
            assert_eq!(needed(kind, message, name).as_deref(), Some(told), "{message}");
        }
        for (kind, message, name) in [
            ("ModuleNotFoundError", "No module named 'numpy'", Some("numpy")),
            ("NameError", "name 'x' is not defined", Some("x")),
            ("AttributeError", "module 'collections' has no attribute 'Mapping'", None),
            ("AttributeError", "no such thing", None),
            ("ValueError", "module 'math' has no attribute 'cbrt'", None),
        ] {
            assert_eq!(needed(kind, message, name), None, "{message}");
        }
    }

    #[test]
    fn the_tables_name_nothing_twice() {
        for table in [SINCE, GONE] {
            let all: Vec<_> = table.iter().flat_map(|(_, names)| names.split_whitespace()).collect();
            let once: std::collections::BTreeSet<_> = all.iter().collect();
            assert_eq!(once.len(), all.len());
            assert!(table.is_sorted_by_key(|(minor, _)| *minor));
        }
    }
}
