//! Tests of environments, most of them with a script in place of `uv` that notes how it is called. The ones with the
//! real `uv` need no network and leave themselves out where it is not installed.

#![cfg(unix)]

use super::*;
use crate::run::interpreter::{Answer, OLDEST, QUESTION};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;

/// A cache, and a script in place of `uv` beside it.
struct Place(TempDir);

/// The beginning of each script: notes the arguments, and for `venv` makes what is needed of an environment.
const SCRIPT: &str = r#"#!/bin/sh
here=$(dirname "$0")
[ "$1" = probe ] && exit
for last; do :; done
printf '%s\n' "$*" >> "$here/calls"
if [ "$1" = venv ]; then
    mkdir -p "$last/bin" "$last/lib/python3.11/site-packages"
    ln -s /bin/sh "$last/bin/python"
    echo 'home = /usr/bin' > "$last/pyvenv.cfg"
    exit
fi
environment=$PWD/../environment
"#;

impl Place {
    /// What the script does when it is to install packages.
    fn new(install: &str) -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        fs::write(place.uv(), format!("{SCRIPT}{install}\n")).expect("a script");
        fs::set_permissions(place.uv(), fs::Permissions::from_mode(0o755)).expect("permissions");
        // While another test starts a process, that one holds the new file open, and a file that is open for writing
        // cannot be started. Once it could be, nobody holds it.
        while Command::new(place.uv()).arg("probe").status().is_err() {
            std::thread::sleep(Duration::from_millis(1));
        }
        place
    }

    fn uv(&self) -> PathBuf {
        self.0.path().join("uv")
    }

    fn packages(&self) -> Packages {
        Packages {
            base: Interpreter {
                executable: "/bin/sh".into(),
                version: "3.11.7".to_owned(),
                implementation: "CPython".to_owned(),
                readable: Vec::new(),
                started: Vec::new(),
                is_shadowed: false,
            },
            uv: Some(self.uv()),
            variables: uv::variables(std::env::vars_os()),
            folder: Some(self.0.path().join("environments")),
            limit: Duration::from_secs(60),
            interrupt: Interrupt::default(),
            entries: Mutex::default(),
        }
    }

    /// The calls of `uv` so far, with the folder of this place as `@` and the random part of a name as `*`.
    fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.0.path().join("calls")).unwrap_or_default();
        let text = text.replace(&*self.0.path().to_string_lossy(), "@");
        let blind = |line: &str| {
            let mut parts = line.split(".making-");
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |line, rest| line + "*" + rest.trim_start_matches(|c: char| c.is_alphanumeric()))
        };
        text.lines().map(blind).collect()
    }

    /// What is in the cache, without the file that marks it as one.
    fn kept(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.0.path().join("environments")).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| !path.ends_with("CACHEDIR.TAG")).collect()
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn an_environment_is_made_once_for_a_set_and_found_again() {
    let place = Place::new("");
    let packages = place.packages();
    let python = packages.python_for(&names(&["rich>=13", "attrs"])).expect("an environment");
    assert!(python.is_file() && python.ends_with("bin/python"));
    assert_eq!(place.kept(), [python.ancestors().nth(2).expect("the environment")], "nothing else is left");
    assert_eq!(
        place.calls(),
        [
            "venv --no-config --no-progress --quiet --color never --no-project --relocatable --python /bin/sh -- \
             @/environments/*/environment",
            "pip --no-config --no-progress --quiet --color never install --only-binary :all: --link-mode copy --python \
             @/environments/*/environment/bin/python -- attrs rich>=13",
        ]
    );
    let again = names(&["attrs", "rich>=13", " attrs"]);
    assert_eq!(packages.python_for(&again), Ok(python.clone()));
    assert_eq!(place.packages().python_for(&again), Ok(python.clone()), "another process");
    assert_eq!(place.calls().len(), 2);
    assert_ne!(packages.python_for(&names(&["attrs"])), Ok(python));
}

#[test]
fn another_interpreter_has_environments_of_its_own() {
    let place = Place::new("");
    let name = |change: fn(&mut Packages)| {
        let mut packages = place.packages();
        change(&mut packages);
        packages.name_of(&BTreeSet::from(["rich"]))
    };
    let all = BTreeSet::from([
        name(|_| ()),
        name(|packages| packages.base.version = "3.12.0".to_owned()),
        name(|packages| packages.base.executable = "/bin/other".into()),
        name(|packages| packages.base.implementation = "PyPy".to_owned()),
    ]);
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|name| name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())));
    let packages = place.packages();
    assert_ne!(packages.name_of(&BTreeSet::from(["ab", "c"])), packages.name_of(&BTreeSet::from(["a", "bc"])));
}

#[test]
fn threads_that_want_the_same_wait_for_one_to_make_it() {
    let place = Place::new("sleep 0.3");
    let packages = place.packages();
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| packages.python_for(&names(&["rich"])))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(results.iter().all(|result| *result == results[0] && result.is_ok()), "{results:?}");
    assert_eq!(place.calls().len(), 2);
}

#[test]
fn without_packages_the_base_will_do() {
    let place = Place::new("");
    assert_eq!(place.packages().python_for(&[]), Ok("/bin/sh".into()));
    assert!(place.calls().is_empty() && place.kept().is_empty());
}

#[test]
fn without_uv_the_packages_are_named_unless_they_are_there() {
    let place = Place::new("");
    let mut packages = place.packages();
    packages.uv = None;
    let error = packages.python_for(&names(&["rich", "attrs"])).expect_err("no uv").to_string();
    assert!(error.starts_with("needs the packages attrs, rich: install uv"), "{error}");
    let made = place.packages().python_for(&names(&["rich"]));
    assert!(made.is_ok());
    assert_eq!(packages.python_for(&names(&["rich"])), made);
}

#[test]
fn what_is_not_plain_never_reaches_uv() {
    let place = Place::new("");
    for odd in ["git+https://example.com/x", "-r/etc/passwd", "x @ file:///tmp/x", "x\n\u{1b}[2J"] {
        let error = place.packages().python_for(&names(&["rich", odd])).expect_err("not plain");
        assert!(matches!(&error, PackagesError::NotPlain { .. }));
        assert!(!error.to_string().contains(char::is_control), "{error}");
    }
    assert!(place.calls().is_empty() && place.kept().is_empty());
}

#[test]
fn a_set_that_fails_is_tried_once_and_leaves_nothing() {
    let place = Place::new("printf 'error: no solution\\n  cause: \\033[1mno x\\n\\nhint: y\\n' >&2; exit 1");
    let packages = place.packages();
    let failed = packages.python_for(&names(&["x"]));
    let reason = "no solution:  [1mno x".to_owned();
    assert_eq!(failed, Err(PackagesError::Failed { packages: "x".to_owned(), reason: reason.replace("  ", " ") }));
    assert_eq!(packages.python_for(&names(&["x"])), failed);
    assert_eq!(place.calls().len(), 2);
    assert!(place.kept().is_empty());
}

#[test]
fn at_the_limit_uv_and_all_that_it_started_are_ended() {
    let place = Place::new("(sleep 3; touch \"$here/late\") & sleep 60");
    let mut packages = place.packages();
    packages.limit = Duration::from_secs(1);
    let begin = Instant::now();
    let error = packages.python_for(&names(&["rich"])).expect_err("too slow");
    assert_eq!(error, PackagesError::TimedOut { packages: "rich".to_owned(), seconds: 1 });
    assert!(begin.elapsed() < Duration::from_secs(30) && place.kept().is_empty());
    std::thread::sleep(Duration::from_millis(4500).saturating_sub(begin.elapsed()));
    assert!(!place.0.path().join("late").exists());
}

#[test]
fn an_interruption_ends_it_at_once() {
    let place = Place::new("sleep 60");
    let packages = place.packages();
    packages.interrupt.flag().store(true, Ordering::Relaxed);
    let error = packages.python_for(&names(&["rich"])).expect_err("interrupted");
    assert_eq!(error, PackagesError::Interrupted { packages: "rich".to_owned() });
}

#[test]
fn uv_sees_an_empty_folder_and_no_misleading_variables() {
    let place = Place::new("pwd -P > \"$here/cwd\"; ls -a > \"$here/listing\"; env > \"$here/env\"");
    let mut packages = place.packages();
    let given = [("UV_INDEX_URL", "i"), ("UV_PYTHON", "p"), ("UV_CONFIG_FILE", "c"), ("PATH", "/usr/bin:/bin")];
    packages.variables = uv::variables(given.into_iter().map(|(name, value)| (name.into(), value.into())));
    packages.python_for(&names(&["rich"])).expect("an environment");
    let text = |name: &str| fs::read_to_string(place.0.path().join(name)).expect("a note");
    assert_eq!(text("listing").split_whitespace().collect::<Vec<_>>(), [".", ".."]);
    assert!(text("cwd").contains("/environments/.making-"));
    let variables = text("env");
    assert!(variables.contains("UV_PYTHON_DOWNLOADS=never\n") && variables.contains("UV_INDEX_URL=i\n"));
    assert!(!variables.contains("UV_PYTHON=") && !variables.contains("UV_CONFIG_FILE") && !variables.contains("HOME="));
}

#[test]
fn a_wheel_that_meddles_with_the_interpreter_is_refused() {
    for meddling in ["echo 'home = /tmp' > $environment/pyvenv.cfg", "ln -sf /bin/echo $environment/bin/python"] {
        let place = Place::new(meddling);
        let error = place.packages().python_for(&names(&["rich"])).expect_err("tampered");
        assert_eq!(error, PackagesError::Tampered { packages: "rich".to_owned() });
        assert!(place.kept().is_empty());
    }
}

#[test]
fn code_that_a_wheel_wants_to_run_at_startup_is_removed() {
    let place = Place::new("echo 'import x' > $environment/lib/python3.11/site-packages/x.pth");
    let python = place.packages().python_for(&names(&["rich"])).expect("an environment");
    let site = python.ancestors().nth(2).expect("the environment").join("lib/python3.11/site-packages");
    assert!(site.is_dir() && !site.join("x.pth").exists());
}

#[test]
fn an_environment_whose_interpreter_is_gone_is_made_anew() {
    let place = Place::new("");
    let python = place.packages().python_for(&names(&["rich"])).expect("an environment");
    fs::remove_file(&python).expect("removable");
    std::os::unix::fs::symlink("/no/such/python", &python).expect("a link");
    assert_eq!(place.packages().python_for(&names(&["rich"])), Ok(python.clone()));
    assert!(python.is_file());
    assert_eq!((place.calls().len(), place.kept().len()), (4, 1));
}

#[test]
fn the_slower_of_two_processes_takes_what_the_faster_made() {
    let place = Place::new("");
    let faster =
        place.0.path().join("environments").join(place.packages().name_of(&BTreeSet::from(["rich"]))).join("bin");
    let slower = Place::new(&format!("mkdir -p {0}; touch {0}/python", faster.display()));
    let packages = Packages { uv: Some(slower.uv()), ..place.packages() };
    assert_eq!(packages.python_for(&names(&["rich"])), Ok(faster.join("python")));
    let kept = place.kept();
    assert!(kept.len() == 1 && !faster.join("../pyvenv.cfg").exists(), "{kept:?}");
}

#[test]
fn a_cache_that_cannot_be_written_is_named() {
    let place = Place::new("");
    let mut packages = place.packages();
    packages.folder = Some(place.uv().join("environments"));
    let error = packages.python_for(&names(&["rich"])).expect_err("no folder").to_string();
    assert!(error.contains("/uv/environments/") && error.contains("DOCTRUE_CACHE_DIR"), "{error}");
    packages.folder = None;
    assert!(packages.python_for(&names(&["attrs"])).is_err());
}

#[test]
fn a_uv_that_does_not_start_is_named() {
    let place = Place::new("");
    let mut packages = place.packages();
    packages.uv = Some("/no/such/uv".into());
    let error = packages.python_for(&names(&["rich"])).expect_err("no start").to_string();
    assert!(error.starts_with("cannot start /no/such/uv"), "{error}");
}

/// Writes wheels into the current directory: an innocent one, one with a hook, one that brings a configuration.
const WHEELS: &str = r#"
import os, zipfile
def wheel(name, files):
    info = f"{name}-1.0.dist-info"
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(f"{name}-1.0-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
wheel("innocent", {"innocent.py": "ANSWER = 42\n"})
hook = f"import os; os.makedirs({os.path.abspath('ran')!r}, exist_ok=True)\n"
wheel("hooked", {"hooked.py": "", "hooked.pth": hook})
wheel("meddling", {"meddling-1.0.data/data/pyvenv.cfg": "home = /tmp\n"})
"#;

/// The real `uv` with a folder of wheels in place of the package index; none, and a note, where there is none.
fn with_real_uv(place: &Place) -> Option<Packages> {
    let ask = |python: &Path| -> Result<Answer, std::io::Error> {
        let output = Command::new(python).args(["-c", QUESTION]).output()?;
        Ok(Answer::new(output.status.to_string(), &String::from_utf8_lossy(&output.stdout)))
    };
    let base = Interpreter::find(None, OLDEST, ask).ok().and_then(Result::ok);
    let (Some(uv), Some(base)) = (on_path("uv"), base) else {
        #[expect(clippy::print_stderr, reason = "a test that leaves itself out says so")]
        {
            eprintln!("left out: there is no uv, or no python3, on PATH");
        }
        return None;
    };
    let wheels = place.0.path().join("wheels");
    fs::create_dir(&wheels).expect("a folder");
    let status = Command::new(&base.executable).args(["-c", WHEELS]).current_dir(&wheels).status().expect("python3");
    assert!(status.success());
    let mut packages = Packages { uv: Some(uv), base, ..place.packages() };
    packages.variables.retain(|(name, _)| !name.to_string_lossy().starts_with("UV_"));
    packages.variables.push(("UV_FIND_LINKS".into(), wheels.into()));
    for name in ["UV_NO_INDEX", "UV_OFFLINE", "UV_NO_CACHE"] {
        packages.variables.push((name.into(), "1".into()));
    }
    Some(packages)
}

#[test]
fn the_real_uv_makes_an_environment_that_works_where_it_is_put() {
    let place = Place::new("");
    let Some(packages) = with_real_uv(&place) else { return };
    let python =
        packages.python_for(&names(&["innocent>=1", "hooked; python_version >= '3'"])).expect("an environment");
    let code = "import innocent, hooked; print(innocent.ANSWER, innocent.__file__, innocent.__cached__)";
    let output = Command::new(&python).args(["-c", code]).stdin(Stdio::null()).output().expect("a start");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let folder = python.ancestors().nth(2).expect("the environment").to_string_lossy().into_owned();
    assert!(text.starts_with(&format!("42 {folder}/")), "it knows where it is: {text}");
    assert!(!place.0.path().join("wheels/ran").exists(), "the hook runs neither now nor when it is installed");
    let compiled = text.split_whitespace().last().map(PathBuf::from);
    assert!(compiled.is_some_and(|path| path.is_file()), "modules are compiled: {text}");
}

#[test]
fn the_real_uv_says_why_it_fails_and_may_be_meddled_with() {
    let place = Place::new("");
    let Some(packages) = with_real_uv(&place) else { return };
    let error = packages.python_for(&names(&["innocent>=2"])).expect_err("no such version").to_string();
    assert!(error.contains("innocent>=2") && error.to_lowercase().contains("because"), "{error}");
    assert!(!error.contains(char::is_control));
    let error = packages.python_for(&names(&["meddling"])).expect_err("refused");
    assert!(matches!(error, PackagesError::Tampered { .. }), "{error}");
}

/// What the script does when it is to lock packages.
const LOCKING: &str = "case \"$*\" in *compile*)
    cp \"$PWD/../requirements.txt\" \"$here/wanted\"; cp \"$PWD/../bounds.txt\" \"$here/bounds\"
    printf '[[packages]]\\nname = \"rich\"\\nversion = \"13.1\"\\n' > \"$PWD/../pylock.toml\";;
esac";

#[test]
fn releases_are_locked_once_for_a_day_and_found_again() {
    let place = Place::new(LOCKING);
    let until = chrono::DateTime::from_timestamp(1_685_664_000, 0);
    let (requirements, bounds) = (names(&["rich", "attrs>=20"]), names(&["rich<=13.7"]));
    let request = LockRequest { requirements: &requirements, bounds: &bounds, until };
    let missing = place.packages().lock(request, PackageReach::Kept);
    assert_eq!(missing, Err(PackagesError::NotKept { packages: "rich, attrs>=20".to_owned() }));
    assert!(!place.packages().has_locks() && place.calls().is_empty());
    let lock = place.packages().lock(request, PackageReach::Index).expect("a lock");
    assert_eq!(lock.pins(), ["rich==13.1"]);
    assert_eq!(
        place.calls(),
        ["pip --no-config --no-progress --quiet --color never compile --only-binary :all: --format pylock.toml \
          --exclude-newer 2023-06-02T00:00:00Z --constraints @/environments/*/bounds.txt \
          --output-file @/environments/*/pylock.toml --python /bin/sh -- @/environments/*/requirements.txt"]
    );
    let text = |name: &str| fs::read_to_string(place.0.path().join(name)).expect("a note");
    assert_eq!((text("wanted").as_str(), text("bounds").as_str()), ("rich\nattrs>=20\n", "rich<=13.7\n"));
    assert!(place.packages().has_locks() && place.kept().is_empty());
    // It is found again without uv, and only for the same.
    let packages = Packages { uv: None, ..place.packages() };
    assert_eq!(packages.lock(request, PackageReach::Kept), Ok(lock));
    let others = [
        LockRequest { until: None, ..request },
        LockRequest { bounds: &[], ..request },
        LockRequest { requirements: &bounds, bounds: &requirements, ..request },
    ];
    for other in others {
        assert!(matches!(packages.lock(other, PackageReach::Kept), Err(PackagesError::NotKept { .. })), "{other:?}");
        assert!(matches!(packages.lock(other, PackageReach::Index), Err(PackagesError::NoUv { .. })), "{other:?}");
    }
    let odd = names(&["-r/etc/passwd"]);
    let refused = place.packages().lock(LockRequest { bounds: &odd, ..request }, PackageReach::Index);
    assert!(matches!(refused, Err(PackagesError::NotPlain { .. })));
}

#[test]
fn an_environment_on_trial_is_gone_unless_it_is_kept() {
    let place = Place::new("");
    let packages = place.packages();
    let pins = names(&["rich==13.1"]);
    assert!(matches!(packages.trial(&pins, PackageReach::Kept), Err(PackagesError::NotKept { .. })));
    let trial = packages.trial(&pins, PackageReach::Index).expect("an environment");
    assert!(trial.python().is_file() && !trial.lasting_python().exists());
    drop(trial);
    assert!(place.kept().is_empty());
    let trial = packages.trial(&pins, PackageReach::Index).expect("an environment");
    let lasting = trial.lasting_python();
    assert_eq!((trial.keep(), place.kept().len()), (Ok(lasting.clone()), 1));
    let again = Packages { uv: None, ..place.packages() }.trial(&pins, PackageReach::Kept).expect("an environment");
    assert_eq!(again.python(), lasting);
    drop(again);
    assert!(lasting.is_file());
    assert_eq!(place.packages().python_for(&pins), Ok(lasting), "there is one way to make them");
}

/// A package index that says when releases were uploaded. Prints its port.
const INDEX: &str = r#"
import http.server, json, pathlib, zipfile
DAYS = {"1.0": "2020-01-01", "2.0": "2022-01-01", "3.0": "2024-01-01"}
for version in DAYS:
    info = f"dated-{version}.dist-info"
    with zipfile.ZipFile(f"dated-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr("dated.py", f"VERSION = '{version}'\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: dated\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", f"dated.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.strip("/").split("/")[-1]
        if name == "dated":
            file = lambda version: f"dated-{version}-py3-none-any.whl"
            files = [{"filename": file(v), "url": f"/files/{file(v)}", "hashes": {}, "upload-time": f"{day}T08:00:00Z"} for v, day in DAYS.items()]
            kind, body = "application/vnd.pypi.simple.v1+json", json.dumps({"meta": {"api-version": "1.1"}, "name": "dated", "files": files}).encode()
        elif pathlib.Path(name).is_file():
            kind, body = "application/octet-stream", pathlib.Path(name).read_bytes()
        else:
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_HEAD = do_GET
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"#;

#[test]
fn the_real_uv_goes_back_to_a_day() {
    use std::io::{BufRead, BufReader};
    let place = Place::new("");
    let Some(mut packages) = with_real_uv(&place) else { return };
    let requirements = names(&["dated"]);
    let at = |year: i32| {
        let day = chrono::NaiveDate::from_ymd_opt(year, 6, 1).and_then(|day| day.and_hms_opt(0, 0, 0));
        LockRequest { requirements: &requirements, bounds: &[], until: day.map(|day| day.and_utc()) }
    };
    let folder = place.0.path().join("index");
    fs::create_dir(&folder).expect("a folder");
    let mut server = Command::new(&packages.base.executable);
    let mut server = server.args(["-c", INDEX]).current_dir(folder).stdout(Stdio::piped()).spawn().expect("a server");
    let mut port = String::new();
    BufReader::new(server.stdout.take().expect("a pipe")).read_line(&mut port).expect("its port");
    packages.variables.retain(|(name, _)| !name.to_string_lossy().starts_with("UV_"));
    for (name, value) in [
        ("UV_DEFAULT_INDEX", format!("http://127.0.0.1:{}/simple", port.trim())),
        ("UV_NO_CACHE", "1".into()),
        ("NO_PROXY", "127.0.0.1".into()),
    ] {
        packages.variables.push((name.into(), value.into()));
    }
    let versions: Vec<_> =
        [2021, 2023, 2025].map(|year| packages.lock(at(year), PackageReach::Index).map(|lock| lock.pins())).into();
    let newest =
        packages.lock(LockRequest { until: None, bounds: &names(&["dated<=2.5"]), ..at(2025) }, PackageReach::Index);
    let made = versions[0].clone().and_then(|pins| packages.trial(&pins, PackageReach::Index));
    let nothing = packages.lock(at(2019), PackageReach::Index);
    server.kill().expect("a server");
    server.wait().expect("a server");
    assert_eq!(versions, ["1.0", "2.0", "3.0"].map(|version| Ok(vec![format!("dated=={version}")])));
    let newest = newest.expect("a lock");
    assert_eq!(newest.pins(), ["dated==2.0"]);
    assert_eq!(newest.newest().map(|time| time.to_rfc3339()).as_deref(), Some("2022-01-01T08:00:00+00:00"));
    assert!(matches!(nothing, Err(PackagesError::Failed { .. })), "{nothing:?}");
    let python = made.expect("an environment");
    assert_eq!(Distributions::of_environment(&python.python()).version("dated"), Some("1.0"));
}

#[test]
fn a_folder_of_wheels_does_not_say_when_they_came() {
    let place = Place::new("");
    let Some(packages) = with_real_uv(&place) else { return };
    let requirements = names(&["innocent"]);
    let request =
        LockRequest { requirements: &requirements, bounds: &[], until: chrono::DateTime::from_timestamp(0, 0) };
    let lock = packages.lock(request, PackageReach::Index).expect("a lock");
    assert_eq!((lock.pins(), lock.newest()), (names(&["innocent==1.0"]), None));
}
