//! What an example cannot do: outlive its run, write outside of its folder, see what is none of its business, or
//! speak for others.

#[cfg(target_os = "linux")]
use crate::processes::{processes, soon};
use crate::project::Project;
#[cfg(target_os = "linux")]
use crate::project::command;
#[cfg(target_os = "linux")]
use crate::python::{path, python};
use std::fs;
#[cfg(target_os = "linux")]
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::{Child, Stdio};

/// A document with one example, which is to print what is claimed.
fn note(code: &str, output: &str) -> String {
    let claim: String = output.lines().map(|line| format!("# {line}\n")).collect();
    format!("# Note\n\n```python\n{code}\n# Output:\n{claim}```\n")
}

/// Names in a folder.
#[cfg(target_os = "linux")]
fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.file_name().to_string_lossy().into()).collect()
}

/// Ways to get away from the one who started a process. `SLEEP` is a list: a command that sleeps for long.
#[cfg(target_os = "linux")]
const ESCAPES: &[(&str, &str)] = &[
    ("child", "subprocess.Popen(SLEEP)"),
    ("session", "subprocess.Popen(SLEEP, start_new_session=True)"),
    (
        "double-fork",
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: os.execvp(SLEEP[0], SLEEP)\n    os._exit(0)\nos.wait()",
    ),
    (
        "deaf",
        "if os.fork() == 0:\n    for n in range(1, 32):\n        if n not in (9, 19): signal.signal(n, signal.SIG_IGN)\n    os.execvp(SLEEP[0], SLEEP)",
    ),
    ("group", "subprocess.Popen(SLEEP, preexec_fn=os.setpgrp)"),
    ("shell", "subprocess.run('(setsid ' + ' '.join(SLEEP) + ' >/dev/null 2>&1 &) &', shell=True)"),
    ("stopped", "p = subprocess.Popen(SLEEP, start_new_session=True); os.kill(p.pid, signal.SIGSTOP)"),
    ("killed", "subprocess.Popen(SLEEP, start_new_session=True); os.kill(os.getpid(), signal.SIGKILL)"),
    (
        "chain",
        "code = 'import os,sys,time\\nfor i in range(30):\\n  if os.fork(): os._exit(0)\\n  os.setsid()\\nos.execvp(sys.argv[1], sys.argv[1:])'\nsubprocess.Popen([sys.executable, '-c', code, *SLEEP])",
    ),
    ("stops-itself", "subprocess.Popen(SLEEP, start_new_session=True); os.kill(os.getpid(), signal.SIGSTOP)"),
    (
        "signals-its-parent",
        "subprocess.Popen(SLEEP)\nfor n in (signal.SIGSTOP, signal.SIGKILL):\n    try: os.kill(os.getppid(), n)\n    except OSError: pass",
    ),
];

#[cfg(target_os = "linux")]
#[test]
fn nothing_outlives_its_example() {
    for (index, (name, code)) in ESCAPES.iter().enumerate() {
        let seconds = format!("97{}.{index}", std::process::id());
        let code = format!("import os, signal, subprocess, sys\nSLEEP = ['sleep', '{seconds}']\n{code}");
        let project = Project::new().file("a.md", note(&code, "nothing"));
        let done = project.run(&["check", "--timeout", "1s"]);
        assert_eq!(processes(&format!("sleep {seconds}")), Vec::<String>::new(), "{name}");
        assert!(done.status().is_some_and(|status| status < 2), "{name}: {}", done.describe());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn files_outside_of_the_folder_of_an_example_stay_as_they_are() {
    let project = Project::new();
    let victim = project.path().join("victim");
    fs::write(&victim, "kept").expect("a file");
    let code = format!(
        "import os\nvictim = {victim:?}\n\
         for act in (lambda: open(victim, 'w'), lambda: open(victim + '2', 'w'), lambda: os.remove(victim),\n\
         \x20           lambda: os.rename(victim, 'x'), lambda: os.symlink('x', victim + '3'), lambda: os.truncate(victim, 0)):\n\
         \x20   try: act(); print('done')\n\
         \x20   except OSError as error: print(type(error).__name__)\n\
         open('own', 'w').close(); os.mkdir('d'); os.rename('own', 'd/own'); print(os.listdir('d'))"
    );
    let output =
        "PermissionError\nPermissionError\nPermissionError\nPermissionError\nPermissionError\nPermissionError\n['own']";
    let project = project.file("a.md", note(&code, output));
    project.run(&["check"]).expect(0);
    assert_eq!(fs::read_to_string(&victim).expect("a file"), "kept");
    project.run(&["check", "--sandbox=off"]).expect(1);
}

#[cfg(target_os = "linux")]
#[test]
fn an_example_cannot_see_or_signal_the_tool() {
    let code = "import os, glob\n\
        parents = []\npid = os.getppid()\n\
        while pid > 1:\n    parents.append(pid)\n    pid = int(open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()[1])\n\
        for pid in parents[:2]:\n\
        \x20   for name in ('environ', 'mem', 'maps'):\n\
        \x20       try: print(open(f'/proc/{pid}/{name}', 'rb').read(1) and 'read')\n\
        \x20       except OSError as error: print(type(error).__name__)\n\
        \x20   try: os.kill(pid, 0); print('signalled')\n\
        \x20   except OSError as error: print(type(error).__name__)";
    let denied = "PermissionError\n".repeat(8);
    Project::new().file("a.md", note(code, denied.trim())).run(&["check"]).expect(0);
}

#[test]
fn an_example_finds_no_secret_and_no_descriptor() {
    let code = "import os, sys\n\
        print([name for name in os.environ if 'SECRET' in name or 'GITHUB' in name], sys.stdin.read() == '')\n\
        def is_open(fd):\n    try: os.fstat(fd); return True\n    except OSError: return False\n\
        print([fd for fd in range(3, 90) if is_open(fd)])";
    let project = Project::new().file("a.md", note(code, "[] True\n[]"));
    let file = fs::File::open(project.path().join("a.md")).expect("a file");
    // An open file that the caller forgot to close in children, as shells do.
    let script = format!("exec 7</etc/hostname 9</etc/passwd; exec {} check a.md", env!("CARGO_BIN_EXE_doctrue"));
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(project.path())
        .env("MY_SECRET", "x")
        .env("GITHUB_ENV", "y")
        .stdin(file)
        .output()
        .expect("bash");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn an_example_leaves_nothing_for_the_next_one() {
    let first = "import os, pathlib\n\
        os.makedirs('a/b'); open('a/b/c', 'w').close(); os.chmod('a/b', 0)\n\
        pathlib.Path.home().joinpath('.pythonrc').write_text('')\n\
        open(os.path.join(os.environ['TMPDIR'], 'x'), 'w').close(); open('../y', 'w').close(); os.chmod('.', 0o500); os.chmod('..', 0o711)\n\
        print(1)";
    let second = "import os\nprint(os.listdir(), os.listdir(os.environ['HOME']), os.listdir(os.environ['TMPDIR']))\n\
        print(sorted(os.listdir('..')), oct(os.stat('.').st_mode), oct(os.stat('..').st_mode))";
    let output = "['block.py'] [] []\n['home', 'tmp', 'work'] 0o40755 0o40755";
    let text = note(first, "1") + &note(second, output);
    Project::new().file("a.md", text).run(&["check", "--jobs", "1"]).expect(0);
}

/// Whatever one does to the files that it writes to, those of the next one are others.
#[cfg(unix)]
#[test]
fn an_example_cannot_spoil_the_files_that_the_next_one_writes_to() {
    let spoil = "import fcntl, os\n\
        for fd in 1, 2, 500:\n    \
            try:\n        \
                fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK)\n        \
                os.fchmod(fd, 0)\n        \
                fcntl.flock(fd, fcntl.LOCK_EX)\n        \
                os.posix_fallocate(fd, 0, 100000)\n        \
                os.lseek(fd, 5000, os.SEEK_SET)\n    \
            except OSError:\n        \
                pass\n\
        os.write(1, b'x' * 10)\n";
    let spoiled = format!("```python\n{spoil}```\n\n");
    let text = note("print(0)", "0")
        + &spoiled
        + &note("print(1)", "1")
        + &spoiled
        + &note("import os\nos.write(1, b'2\\n')", "2");
    Project::new().file("a.md", text).run(&["check", "--jobs", "1"]).expect(0);
}

/// An example can hand its open files to another one that runs beside it, which still has them when the next one runs.
#[cfg(target_os = "linux")]
#[test]
fn files_that_an_example_hands_on_are_of_no_use_against_the_next_one() {
    let socket = format!("/dev/shm/doctrue-test-{}", std::process::id());
    let common = "import array, os, socket, time\ns = socket.socket(socket.AF_UNIX)\n\
        def patiently(act):\n    for _ in range(6000):\n        try: return act()\n        except OSError: time.sleep(0.01)\n";
    let give = format!(
        "{common}patiently(lambda: s.connect({socket:?}))\nfiles = array.array('i', [1, 2, 500])\n\
         s.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])\nprint('given')"
    );
    let take = format!(
        "{common}s.bind({socket:?})\ns.listen()\nsocket.setdefaulttimeout(60)\nrights = s.accept()[0].recvmsg(9, 90)[1][0][2]\n\
         log = memoryview(rights).cast('i')[2]\nos.unlink({socket:?})\nend = time.time() + 2\n\
         while time.time() < end:\n    text = os.pread(log, 9999, 0)\n    \
             if b' 2\\n1\\n' in text: os.ftruncate(log, 0), os.write(log, text.replace(b' 2\\n1\\n', b' 2\\n2\\n'))\n    \
             time.sleep(0.002)\nprint('taken')"
    );
    let slow = "```python\nimport time\nprint(1)\n# Output: 2\ntime.sleep(0.1)\n```\n".repeat(5);
    let project = Project::new().file("a.md", note(&give, "given") + &slow).file("b.md", note(&take, "taken"));
    let report = project.report(&["--jobs", "2", "a.md", "b.md"]);
    let verdicts = &report["summary"]["claims_by_verdict"];
    assert_eq!((&verdicts["confirmed"], &verdicts["wrong"]), (&2.into(), &5.into()), "{report}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_example_sets_its_own_limits_only() {
    let seconds = format!("94{}", std::process::id());
    let code = format!(
        "import os, resource, subprocess\npid = os.getppid()\nkind = resource.RLIMIT_NOFILE\n\
         subprocess.Popen(['sleep', '{seconds}'], start_new_session=True)\n\
         for _ in range(2):\n    \
             try: resource.prlimit(pid, kind, (0, 0)); print('changed')\n    \
             except OSError as error: print(type(error).__name__)\n    \
             stat = open(f'/proc/{{pid}}/stat').read()\n    pid = int(stat.rsplit(')', 1)[1].split()[1])\n\
         resource.setrlimit(kind, (90, 90)); resource.prlimit(0, kind, (80, 80)); print(resource.prlimit(os.getpid(), kind))"
    );
    let project = Project::new().file("a.md", note(&code, "PermissionError\nPermissionError\n(80, 80)").repeat(2));
    let done = project.run(&["check", "--jobs", "1"]);
    assert_eq!(processes(&format!("sleep {seconds}")), Vec::<String>::new());
    done.expect(0);
}

/// Some starters ignore the deaths of children, and their children inherit that.
#[cfg(target_os = "linux")]
#[test]
fn a_check_ends_whatever_its_starter_does_to_signals() {
    let project = Project::new().file("a.md", note("print(1)", "1").repeat(2));
    let script = "import os, signal, sys\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\n\
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\nos.execv(sys.argv[1], sys.argv[1:])";
    for isolation in ["fork", "spawn"] {
        let mut command = python();
        command.args([
            "-c",
            script,
            env!("CARGO_BIN_EXE_doctrue"),
            "check",
            "--timeout",
            "5s",
            "--isolation",
            isolation,
        ]);
        let output = command.current_dir(project.path()).output().expect("python3");
        assert!(output.status.success(), "{isolation}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

/// A check that runs for long, with a temporary folder of its own.
#[cfg(target_os = "linux")]
fn long_check(project: &Project, seconds: &str) -> Child {
    let mut command = command(project.path());
    let temporary = project.path().join("tmp");
    fs::create_dir_all(&temporary).expect("a folder");
    fs::write(project.path().join("a.md"), note(&escaping(seconds), "x")).expect("a file");
    command.args(["check", "--jobs", "2", "a.md"]).env("TMPDIR", temporary);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary")
}

/// An example that sleeps, with a process that has left its session.
#[cfg(target_os = "linux")]
fn escaping(seconds: &str) -> String {
    format!(
        "import subprocess\nsubprocess.Popen(['sleep', '{seconds}'], start_new_session=True)\nsubprocess.run(['sleep', '{seconds}'])"
    )
}

#[cfg(target_os = "linux")]
#[test]
fn however_the_tool_ends_no_process_and_no_file_stays() {
    for (index, signal) in ["INT", "TERM", "HUP", "KILL"].iter().enumerate() {
        let project = Project::new();
        let seconds = format!("96{}.{index}", std::process::id());
        let mut child = long_check(&project, &seconds);
        assert!(soon(|| processes(&format!("sleep {seconds}")).len() == 2), "{signal}: it runs");
        let kill = std::process::Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(kill.expect("kill").success());
        child.wait().expect("an end");
        assert!(soon(|| processes(&format!("sleep {seconds}")).is_empty()), "{signal}: processes stay");
        assert!(soon(|| names(&project.path().join("tmp")).is_empty()), "{signal}: files stay");
    }
}

#[test]
fn no_ending_of_the_process_makes_a_claim_right() {
    for code in
        ["os._exit(0)", "sys.exit()", "os.kill(os.getpid(), 9)", "os.execv('/bin/true', ['true'])", "os.abort()"]
    {
        let text = format!("import os, sys\n{code}\nprint(1)  # Output: 1");
        let report = Project::new().file("a.md", format!("```python\n{text}\n```\n")).report(&["a.md"]);
        assert_eq!(report["summary"]["claims_by_verdict"]["confirmed"], 0, "{code}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_strict_sandbox_has_loopback_only_and_hides_files() {
    let code = "import os, socket, threading\n\
        server = socket.create_server(('127.0.0.1', 0))\n\
        threading.Thread(target=lambda: server.accept()[0].sendall(b'hello')).start()\n\
        print(socket.create_connection(server.getsockname()).recv(5))\n\
        try: socket.create_connection(('192.0.2.1', 80), 2)\nexcept OSError as error: print(type(error).__name__)\n\
        try: open(__import__('sys').argv[0].rsplit('/doctrue-', 1)[0] + '/secret')\nexcept OSError as error: print(type(error).__name__)\n\
        print(len([name for name in os.listdir('/proc') if name.isdigit()]) < 4)";
    let project = Project::new().file("a.md", note(code, "b'hello'\nOSError\nPermissionError\nTrue"));
    fs::write(project.path().join("secret"), "").expect("a file");
    let output = command(project.path())
        .args(["check", "--sandbox=strict", "--format=json", "a.md"])
        .env("TMPDIR", project.path())
        .output()
        .expect("the binary");
    let text = String::from_utf8_lossy(&output.stdout);
    if output.status.code() == Some(2) {
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("strict"), "{told}");
        return;
    }
    assert!(output.status.success(), "{text}");
    assert!(text.contains("network-namespace") && text.contains("landlock-read"), "{text}");
}

#[test]
fn the_supervisor_is_no_command_for_people() {
    let done = Project::new().run(&["--help"]).expect(0);
    assert!(!done.stdout().contains("__supervise"), "{}", done.describe());
    Project::new().run(&["__supervise"]).expect(2);
}

#[cfg(target_os = "linux")]
#[test]
fn processes_that_are_left_behind_are_told() {
    let code = "import subprocess\nsubprocess.Popen(['sleep', '95'], start_new_session=True)\nprint(1)";
    let text = note(code, "1") + &note("import subprocess\nsubprocess.run(['true'])\nprint(2)", "2");
    let project = Project::new().file("a.md", text);
    let report = project.report(&["a.md"]);
    let findings = report["documents"][0]["findings"].as_array().expect("findings");
    let found: Vec<_> = findings.iter().map(|one| (one["code"].as_str(), one["line"].as_u64())).collect();
    assert_eq!(found, [(Some("leaked-process"), Some(3))]);
    assert_eq!(report["summary"]["claims_by_verdict"]["confirmed"], 2);
    project.run(&["check", "--strict"]).expect(1);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_and_output_have_limits_that_documents_can_only_lower() {
    let grow = |megabytes: u32| {
        format!(
            "try:\n    size = len(bytearray({megabytes} << 20)) >> 20\nexcept MemoryError:\n    size = 'too much'\n\
             print(size)  # Output: 3\nprint(end='x' * 3000)"
        )
    };
    let verdicts = |directive: &str, megabytes: u32, arguments: &[&str]| {
        let block = note(&grow(megabytes), "text").replace("# Output:\n# text\n", "");
        let twice = format!("<!-- doctrue: {directive} -->\n{block}").replace("# Note\n\n", "");
        let shown = if directive.is_empty() { block } else { twice };
        let text = shown.repeat(3);
        let project = Project::new().file("a.md", &text);
        let report = project.report(&[arguments, &["a.md"]].concat());
        let claims = report["documents"][0]["claims"].as_array().expect("claims").clone();
        let blocks = report["documents"][0]["blocks"].as_array().expect("blocks").clone();
        let actual: Vec<_> = claims.iter().filter_map(|claim| claim["actual"].as_str().map(str::to_owned)).collect();
        let statuses: Vec<_> = blocks.iter().filter_map(|block| block["status"].as_str().map(str::to_owned)).collect();
        (actual, statuses)
    };
    let all = |word: &str| vec![word.to_owned(); 3];
    assert_eq!(verdicts("", 300, &[]).1, all("ran"));
    for (directive, arguments) in
        [("", &["--max-memory", "256m"][..]), ("memory=256MiB", &[][..]), ("memory=4GiB", &["--max-memory=256MiB"][..])]
    {
        let (actual, _) = verdicts(directive, 300, arguments);
        assert!(actual.iter().all(|text| text.contains("too much")), "{directive} {arguments:?}: {actual:?}");
    }
    for (directive, arguments) in
        [("", &["--max-output", "2k"][..]), ("output=2KiB", &[][..]), ("output=1MiB", &["--max-output=2KiB"][..])]
    {
        assert_eq!(verdicts(directive, 1, arguments).1, all("limit"), "{directive} {arguments:?}");
    }
    let lines = note("for i in range(30_000): print(i)\nprint('done')", "done");
    let project = Project::new().file("a.md", lines);
    // 170 kB are printed, and each line has a frame of its own.
    project.run(&["check", "--max-output", "200k"]).expect(0);
    project.run(&["check", "--max-output", "100k"]).expect(1);
    let lines = note("for i in range(200_000): print(i % 10)", "done");
    let report = Project::new().file("a.md", lines).report(&["--max-output", "1m", "a.md"]);
    assert_eq!(report["documents"][0]["blocks"][0]["reason"], "printed more than 100000 times on line 4");
    let project = Project::new().file("a.md", note("open('f', 'wb').write(bytes(30 << 20))", "31457280"));
    project.run(&["check", "--max-file-size", "20MiB", "--max-output", "1m"]).expect(1);
    project.run(&["check", "--max-memory", "1k"]).expect(2);
}

/// A virtual environment in `folder` of the project, with a module; its interpreter.
fn environment(project: &Project, folder: &str, module: &str, source: &str) -> String {
    let folder = project.path().join(folder);
    let made = python().args(["-m", "venv", "--without-pip"]).arg(&folder).status();
    assert!(made.expect("python3").success());
    let library = fs::read_dir(folder.join("lib")).expect("a folder").flatten().next().expect("a version").path();
    fs::write(library.join("site-packages").join(module), source).expect("a file");
    folder.join("bin/python").to_string_lossy().into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn packages_that_the_user_names_are_imported_once() {
    let project = Project::new().file("a.md", note("import os, own\nprint(own.PID == os.getpid())", "x").repeat(4));
    let python = environment(&project, "env", "own.py", "import os\nPID = os.getpid()\n");
    let printed = |arguments: &[&str]| {
        let usual = ["--python", &python, "--jobs", "1", "--isolation", "auto", "a.md"];
        let report = project.report(&[&usual, arguments].concat());
        let claims = report["documents"][0]["claims"].as_array().expect("claims").clone();
        claims.iter().map(|claim| claim["actual"].as_str().unwrap_or_default().trim().to_owned()).collect::<Vec<_>>()
    };
    // What fails is confirmed in an interpreter of its own, so all claims fail alike.
    assert_eq!(printed(&[]), ["True"; 4]);
    assert_eq!(printed(&["--preload", "own"]), ["True"; 4]);
    let project = Project::new().file("a.md", note("import os, own\nprint(own.PID == os.getpid())", "False").repeat(4));
    let arguments = ["--python", &python, "--jobs", "1", "--isolation", "auto", "--preload", "os,own", "a.md"];
    let report = project.report(&arguments);
    assert!(report["summary"]["claims_by_verdict"]["confirmed"].as_u64() >= Some(1), "{report}");
    project.run(&["check", "--preload", "own;os"]).expect(2);
}

#[cfg(target_os = "linux")]
#[test]
fn an_interpreter_is_asked_once_unless_examples_could_answer_for_it() {
    let project = Project::new().file("a.md", note("print(1)", "1"));
    let python = environment(&project, "env", "own.py", "");
    let version = |arguments: &[&str]| {
        let output = command(project.path())
            .args(["check", "--format", "json", "--python", &python, "a.md"])
            .args(arguments)
            .env("DOCTRUE_CACHE_DIR", project.path().join("cache"))
            .output()
            .expect("the binary");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
        assert_eq!(report["summary"]["claims_by_verdict"]["confirmed"], 1, "{report}");
        report["python"]["version"].as_str().expect("a version").to_owned()
    };
    let real = version(&["--sandbox=off"]);
    assert!(!project.path().join("cache").exists());
    assert_eq!(version(&[]), real);
    let record = fs::read_dir(project.path().join("cache/interpreters")).expect("a folder").flatten().next();
    let record = record.expect("a record").path();
    let text = fs::read_to_string(&record).expect("a record");
    fs::write(&record, text.replace(&format!("\\n{real}\\n"), "\\n3.99.0\\n")).expect("a record");
    assert_eq!(version(&[]), "3.99.0");
    assert_eq!(version(&["--sandbox=off"]), real);
    fs::write(project.path().join("env/bin/pyvenv.cfg"), "").expect("a file");
    assert_eq!(version(&[]), real);
}

#[cfg(target_os = "linux")]
#[test]
fn an_environment_that_prints_at_every_start_is_told_apart_from_a_broken_one() {
    let project = Project::new().file("a.md", note("print(1)", "1"));
    let python = environment(&project, "env", "sitecustomize.py", "print('Hello', end='')");
    let done = project.run(&["check", "--python", &python, "a.md"]).expect(2);
    assert!(done.stderr().contains("sitecustomize"), "{}", done.describe());
}

#[cfg(target_os = "linux")]
#[test]
fn an_environment_with_packages_is_readable_in_the_strict_sandbox_and_never_writable() {
    use std::os::unix::fs::PermissionsExt;
    let code = "# /// script\n# dependencies = [\"own\"]\n# ///\nimport os, own\nprint(own.NAME)\n\
        for path in (own.__file__, os.path.join(os.path.dirname(own.__file__), 'new.py')):\n\
        \x20   try: open(path, 'a'); print('written')\n    except OSError as error: print(type(error).__name__)";
    let project = Project::new().file("a.md", note(code, "own\nPermissionError\nPermissionError"));
    // In the place of uv: it makes an environment, and installs a module.
    let uv = "#!/bin/sh\nfor last; do :; done\n\
        if [ \"$1\" = venv ]; then exec python3 -m venv --without-pip \"$last\"; fi\n\
        echo 'NAME = \"own\"' > \"$(echo ../environment/lib/python*/site-packages)/own.py\"\n";
    let folder = project.path().join("bin");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("uv"), uv).expect("a script");
    fs::set_permissions(folder.join("uv"), fs::Permissions::from_mode(0o755)).expect("permissions");
    let path = path(&[&folder]);
    for sandbox in ["auto", "strict"] {
        let output = command(project.path())
            .args(["check", "a.md", "--sandbox", sandbox])
            .env("PATH", &path)
            .env("DOCTRUE_CACHE_DIR", project.path().join("cache"))
            .output()
            .expect("the binary");
        let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        let is_missing = sandbox == "strict" && output.status.code() == Some(2) && said.contains("strict");
        assert!(output.status.success() || is_missing, "{sandbox}: {said}");
    }
}
