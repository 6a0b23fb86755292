//! What an example cannot do: outlive its run, write outside of its folder, see what is none of its business, or
//! speak for others.

use crate::project::Project;
#[cfg(target_os = "linux")]
use crate::project::command;
use std::fs;
#[cfg(target_os = "linux")]
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::{Child, Stdio};
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

/// A document with one example, which is to print what is claimed.
fn note(code: &str, output: &str) -> String {
    let claim: String = output.lines().map(|line| format!("# {line}\n")).collect();
    format!("# Note\n\n```python\n{code}\n# Output:\n{claim}```\n")
}

/// Processes with `word` on their command line, but for zombies, which are nobody's any more.
#[cfg(target_os = "linux")]
fn processes(word: &str) -> Vec<String> {
    let entries = fs::read_dir("/proc").expect("/proc").flatten();
    let command = |folder: &Path| fs::read(folder.join("cmdline")).ok();
    let found = entries.filter_map(|entry| command(&entry.path()));
    found.map(|line| String::from_utf8_lossy(&line).replace('\0', " ")).filter(|line| line.contains(word)).collect()
}

/// Waits until `is_true`, for a few seconds.
#[cfg(target_os = "linux")]
fn soon(mut is_true: impl FnMut() -> bool) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(10) {
        if is_true() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
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
        open(os.path.join(os.environ['TMPDIR'], 'x'), 'w').close(); open('../y', 'w').close(); os.chmod('.', 0o500)\n\
        print(1)";
    let second = "import os\nprint(os.listdir(), os.listdir(os.environ['HOME']), os.listdir(os.environ['TMPDIR']))\n\
        print(sorted(os.listdir('..')), len(os.listdir('../io')), oct(os.stat('.').st_mode))";
    let output = "['block.py'] [] []\n['home', 'io', 'tmp', 'work'] 0 0o40755";
    let text = note(first, "1") + &note(second, output);
    Project::new().file("a.md", text).run(&["check", "--jobs", "1"]).expect(0);
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
        let begin = Instant::now();
        child.wait().expect("an end");
        assert!(soon(|| processes(&format!("sleep {seconds}")).is_empty()), "{signal}: processes stay");
        assert!(soon(|| names(&project.path().join("tmp")).is_empty()), "{signal}: files stay");
        assert!(begin.elapsed() < Duration::from_secs(2), "{signal}: {:?}", begin.elapsed());
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
