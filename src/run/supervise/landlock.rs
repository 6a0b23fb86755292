//! The rules of Landlock: what an example may write, whom it may signal, and under the strict sandbox what it may read.
//!
//! All of them are one set of rules, for a second set that says nothing about moving files between folders would
//! forbid it.

use landlock::{
    ABI, Access, AccessFs, BitFlags, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
    Scope, path_beneath_rules,
};
use std::collections::BTreeMap;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};

use super::sys;

/// The first version that can allow a file to be moved to another folder; before it all such moves fail.
const FIRST_USABLE: i64 = 2;

/// The first version that keeps signals inside.
const FIRST_WITH_SCOPE: i64 = 6;

/// Rights that the rules are about. Later ones are about devices and sockets.
const RIGHTS: ABI = ABI::V3;

/// Where every program may write: devices that keep nothing, terminals, and semaphores of multiprocessing.
const WRITABLE: &[&str] = &["/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/ptmx", "/dev/pts", "/dev/shm"];

/// What every program may read under the strict sandbox: the system's programs and libraries, and how it is set up.
const READABLE: &[&str] = &[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/gnu/store",
    "/proc",
    "/dev",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/gai.conf",
    "/etc/group",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/locale.alias",
    "/etc/lsb-release",
    "/etc/magic",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/os-release",
    "/etc/passwd",
    "/etc/protocols",
    "/etc/resolv.conf",
    "/etc/services",
    "/etc/shells",
    "/etc/ssl",
    "/etc/timezone",
];

/// Whether the kernel has Landlock as it is needed.
pub(super) fn is_usable() -> bool {
    version() >= FIRST_USABLE
}

/// Whether it keeps signals and abstract sockets inside as well.
pub(super) fn has_scope() -> bool {
    version() >= FIRST_WITH_SCOPE
}

fn version() -> i64 {
    static VERSION: std::sync::OnceLock<i64> = std::sync::OnceLock::new();
    *VERSION.get_or_init(sys::landlock_version)
}

/// The sets of rules that were made so far: which folders may be written and which files read besides.
#[derive(Debug, Default)]
pub(super) struct Rules {
    made: BTreeMap<(Vec<PathBuf>, Option<Vec<PathBuf>>), OwnedFd>,
}

impl Rules {
    /// The descriptor of rules by which `writable` may be written; with `readable` only that and the system may be read.
    pub(super) fn of(&mut self, writable: &[&Path], readable: Option<&[PathBuf]>) -> Result<RawFd, String> {
        let key = (writable.iter().map(|&path| path.to_owned()).collect(), readable.map(<[_]>::to_vec));
        if let Some(made) = self.made.get(&key) {
            return Ok(made.as_raw_fd());
        }
        let made = make(writable, readable).map_err(|error| format!("cannot make the rules of Landlock: {error}"))?;
        let made = made.ok_or("the kernel has no Landlock")?;
        Ok(self.made.entry(key).or_insert(made).as_raw_fd())
    }
}

fn make(writable: &[&Path], readable: Option<&[PathBuf]>) -> Result<Option<OwnedFd>, RulesetError> {
    let write = AccessFs::from_write(RIGHTS);
    let all = AccessFs::from_all(RIGHTS);
    let handled: BitFlags<AccessFs> = if readable.is_some() { all } else { write };
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(handled)?
        .scope(Scope::Signal | Scope::AbstractUnixSocket)?
        .create()?;
    rules = rules.add_rules(path_beneath_rules(writable, handled))?;
    rules = rules.add_rules(path_beneath_rules(WRITABLE, handled))?;
    if let Some(readable) = readable {
        let read = AccessFs::from_read(RIGHTS);
        rules = rules.add_rules(path_beneath_rules(READABLE, read))?;
        rules = rules.add_rules(path_beneath_rules(readable, read))?;
    }
    Ok(rules.into())
}
