//! Where runs come from: everything around a program that it may depend on.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::run::{Interpreter, Runner, harness_digest, passed_on, read_at_start};
use crate::settings::{Cache, RunSettings};

/// What is read of a file that interpreters run when they start, and of what says which machine this is.
const MOST_READ: u64 = 4 << 20;

/// The beginning of what Linux says of its processors: the first one, with all that it can do.
const OF_PROCESSOR: usize = 4096;

/// The surroundings of all programs of a check, as parts with names.
#[derive(Clone, Debug)]
pub struct RunOrigin {
    parts: Vec<(&'static str, Vec<u8>)>,
    digest: [u8; 32],
}

impl RunOrigin {
    /// That of `runner` with `settings`, with the hashes of large files; none where it cannot be told what programs depend on.
    pub(super) fn of(
        runner: &Runner,
        settings: &RunSettings,
        digest_of: impl Fn(&Path) -> Option<Vec<u8>>,
    ) -> Option<Self> {
        let interpreter = runner.interpreter();
        if interpreter.is_shadowed {
            return None;
        }
        let mut parts = Vec::new();
        let mut add = |name, part: &[u8]| parts.push((name, part.to_vec()));
        add("doctrue", concat!(env!("CARGO_PKG_VERSION"), " ", env!("DOCTRUE_SOURCES")).as_bytes());
        add("debug", &[u8::from(cfg!(debug_assertions))]);
        add("harness", harness_digest().as_bytes());
        for part in machine() {
            add("machine", &part);
        }
        for part in of_interpreter(interpreter, &digest_of)? {
            add("interpreter", &part);
        }
        for path in of_system() {
            add("system", path.as_os_str().as_encoded_bytes());
            add("system", &digest_of(&path)?);
        }
        for (name, value) in passed_on() {
            let pair: OsString = [name.as_os_str(), "=".as_ref(), value.as_os_str()].into_iter().collect();
            add("variable", pair.as_encoded_bytes());
        }
        for layer in runner.layers() {
            add("layer", layer.as_bytes());
        }
        add("settings", of_settings(settings).as_bytes());
        Some(Self::new(parts))
    }

    /// One of these parts.
    #[must_use]
    pub fn new(parts: Vec<(&'static str, Vec<u8>)>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for (name, part) in &parts {
            for piece in [name.as_bytes(), part] {
                hasher.update(&(piece.len() as u64).to_le_bytes()).update(piece);
            }
        }
        let digest = *hasher.finalize().as_bytes();
        Self { parts, digest }
    }

    /// The parts.
    #[must_use]
    pub fn parts(&self) -> &[(&'static str, Vec<u8>)] {
        &self.parts
    }

    pub(super) const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

/// What of the settings a program may notice. How its output is judged is none of that.
fn of_settings(settings: &RunSettings) -> String {
    // All fields by name: a new one must have its say here.
    let RunSettings {
        jobs: _,
        timeout,
        longest: _,
        limits,
        preload,
        judged: _,
        matching: _,
        severities: _,
        evidence: _,
        records: _,
        audit_skips: _,
        keep_code: _,
        python: _,
        other_pythons: _,
        sandbox,
        isolation,
        supervisor,
        cache,
    } = settings;
    let _: &Cache = cache;
    format!("{timeout:?} {limits:?} {preload:?} {sandbox:?} {isolation:?} {}", supervisor.is_some())
}

/// The system and the processor: the last digit of a floating-point number may depend on them.
fn machine() -> impl Iterator<Item = Vec<u8>> {
    let processor = read(Path::new("/proc/cpuinfo"), OF_PROCESSOR as u64).unwrap_or_default();
    let says_what =
        |line: &&[u8]| [&b"flags"[..], b"Features", b"model name"].iter().any(|word| line.starts_with(word));
    let processor = processor.split(|&byte| byte == b'\n').filter(says_what).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let system = read(Path::new("/etc/os-release"), MOST_READ).unwrap_or_default();
    let names = [std::env::consts::OS, std::env::consts::ARCH].map(|name| name.as_bytes().to_vec());
    names.into_iter().chain([system]).chain(processor)
}

/// The interpreter: its program, where it looks for modules, and what it runs when it starts.
fn of_interpreter(interpreter: &Interpreter, digest_of: impl Fn(&Path) -> Option<Vec<u8>>) -> Option<Vec<Vec<u8>>> {
    let text = |path: &Path| path.as_os_str().as_encoded_bytes().to_vec();
    let program = std::fs::canonicalize(&interpreter.executable).ok()?;
    let mut parts = vec![text(&interpreter.executable), text(&program), digest_of(&program)?];
    for library in libraries(&program, &interpreter.version) {
        parts.extend([text(&library), digest_of(&library)?]);
    }
    parts.extend([&interpreter.version, &interpreter.implementation].map(|words| words.as_bytes().to_vec()));
    parts.extend(interpreter.folders().iter().map(|folder| text(folder)));
    let starting = interpreter.folders().iter().flat_map(|folder| {
        let settings = folder.join("pyvenv.cfg");
        read_at_start(folder).into_iter().chain(settings.exists().then_some(settings))
    });
    for file in starting.chain(interpreter.started.iter().cloned()) {
        let content = blake3::hash(&read(&file, MOST_READ)?);
        parts.extend([text(&file), content.as_bytes().to_vec()]);
    }
    Some(parts)
}

/// The libraries that a program may be linked to: Python's own, those of the system, on which the last digit of a
/// floating-point number may depend too, and those that the system gives to every program.
fn libraries(program: &Path, version: &str) -> Vec<PathBuf> {
    let short: Vec<_> = version.split('.').take(2).collect();
    let arch = std::env::consts::ARCH;
    let python = format!("libpython{}.so.1.0", short.join("."));
    let names = [python, "libm.so.6".to_owned(), "libc.so.6".to_owned(), format!("ld-musl-{arch}.so.1")];
    let named = std::env::var_os("LD_LIBRARY_PATH");
    let beside = program.parent().and_then(Path::parent).map(|folder| folder.join("lib"));
    let triplet = format!("{arch}-linux-gnu");
    let of_system = ["/usr/local/lib", "/usr/lib", "/usr/lib64", "/lib", "/lib64"].map(PathBuf::from);
    let of_system = of_system.into_iter().flat_map(|folder| [folder.join(&triplet), folder]);
    let folders: Vec<_> = named.iter().flat_map(std::env::split_paths).chain(beside).chain(of_system).collect();
    // Where the processor can do more, a folder may have others for it.
    let for_processors = folders.iter().filter_map(|folder| std::fs::read_dir(folder.join("glibc-hwcaps")).ok());
    let mut for_processors: Vec<_> = for_processors.flatten().flatten().map(|entry| entry.path()).collect();
    for_processors.sort();
    let folders = || for_processors.iter().chain(&folders);
    let all = names.iter().flat_map(|name| folders().map(move |folder| folder.join(name)));
    let of_all_programs = Path::new("/etc/ld.so.preload");
    let listed = read(of_all_programs, MOST_READ).unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed);
    let preloaded = listed.split_whitespace().map(PathBuf::from).collect::<Vec<_>>();
    let mut found: Vec<_> = all.chain([of_all_programs.to_owned()]).chain(preloaded).collect();
    // Most systems have one of these folders by several names.
    found.retain(|path| path.is_file());
    found.dedup_by_key(|path| path.canonicalize().ok());
    found
}

/// Other files of the system that the interpreter reads for what is stored: which characters are letters in the language that
/// examples run in, and when its clocks are. Libraries that read others, as that of `hashlib` its configuration, are used by no
/// example whose runs are stored.
fn of_system() -> impl Iterator<Item = PathBuf> {
    const FILES: [&str; 5] = [
        "/usr/lib/locale/locale-archive",
        "/usr/lib/locale/C.utf8/LC_CTYPE",
        "/usr/lib/locale/C.UTF-8/LC_CTYPE",
        "/usr/share/locale/locale.alias",
        "/usr/share/zoneinfo/UTC",
    ];
    FILES.iter().map(PathBuf::from).filter(|path| path.is_file())
}

fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let mut content = Vec::new();
    std::fs::File::open(path).ok()?.take(most).read_to_end(&mut content).ok()?;
    Some(content)
}
