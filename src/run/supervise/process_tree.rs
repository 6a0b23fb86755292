//! Everything that was started, directly or not, and its end.
//!
//! On Linux the supervisor is a subreaper: whoever loses its parent becomes its child, sessions and double forks
//! notwithstanding. So what is left of an example is found among the supervisor's children, and when it has none
//! left, nothing is.

use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process, kill_process_group, wait};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::super::message::Outcome;

/// How often to look whether processes have gone.
const POLL_INTERVAL: Duration = Duration::from_millis(1);

/// What even the kernel cannot end within this time hangs in a driver; there is no use in waiting for it.
const HOPELESS: Duration = Duration::from_secs(20);

/// The processes that are known, with how they ended.
#[derive(Debug, Default)]
pub(super) struct ProcessTree {
    known: BTreeMap<i32, Option<Outcome>>,
    /// The child that was forgotten last.
    last: Option<Pid>,
}

impl ProcessTree {
    /// Becomes the one to whom orphans go, where the system has such a thing; whether it has.
    pub(super) fn adopt() -> (Self, bool) {
        #[cfg(target_os = "linux")]
        let adopts = rustix::process::set_child_subreaper(Some(rustix::process::getpid())).is_ok();
        #[cfg(not(target_os = "linux"))]
        let adopts = false;
        (Self::default(), adopts)
    }

    /// Takes note of a child that is to live on.
    pub(super) fn add(&mut self, pid: Pid) {
        self.known.insert(pid.as_raw_pid(), None);
    }

    /// How the child `pid` ended, if it has.
    pub(super) fn ended(&mut self, pid: Pid) -> Option<Outcome> {
        self.reap();
        self.known.get(&pid.as_raw_pid()).cloned().flatten()
    }

    /// Takes the deaths of children to the notes.
    fn reap(&mut self) {
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            if let Some(known) = self.known.get_mut(&pid.as_raw_pid()) {
                *known = Some(outcome(status));
            }
        }
    }

    /// Forgets the child `pid`: what is left of it and its family is to go.
    pub(super) fn forget(&mut self, pid: Pid) {
        self.known.remove(&pid.as_raw_pid());
        self.last = Some(pid);
    }

    /// Ends every process but the children that are known, after `grace` and by force. Whether that was needed.
    pub(super) fn clear(&mut self, grace: Duration) -> bool {
        let begin = Instant::now();
        let mut leaked = false;
        while begin.elapsed() < HOPELESS {
            self.reap();
            let left = self.left();
            if left.is_empty() {
                break;
            }
            if begin.elapsed() >= grace {
                leaked = true;
                left.iter().for_each(|&pid| kill(pid));
            }
            std::thread::sleep(POLL_INTERVAL);
        }
        leaked
    }

    /// Ends everything there is.
    pub(super) fn clear_all(&mut self) {
        for pid in std::mem::take(&mut self.known).into_keys().filter_map(Pid::from_raw) {
            kill_group(pid);
        }
        self.clear(Duration::ZERO);
    }

    /// Descendants that are not known.
    #[cfg(target_os = "linux")]
    fn left(&self) -> Vec<Pid> {
        let mut found: Vec<Pid> = linux::children(rustix::process::getpid());
        found.retain(|pid| !self.known.contains_key(&pid.as_raw_pid()));
        linux::with_descendants(found)
    }

    /// Elsewhere only the process group of the last one can be found.
    #[cfg(not(target_os = "linux"))]
    fn left(&self) -> Vec<Pid> {
        self.last.into_iter().filter(|&pid| rustix::process::test_kill_process_group(pid).is_ok()).collect()
    }
}

/// Kills `pid`, and its group if it has one: all members of a group are killed at once, so that none can fork away.
fn kill(pid: Pid) {
    // An error means that it has gone already.
    let _ = kill_process(pid, Signal::KILL);
    let own = rustix::process::getpgid(None).ok();
    if let Ok(group) = rustix::process::getpgid(Some(pid))
        && own != Some(group)
    {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Asks the group of `pid` to end.
pub(super) fn ask_to_end(pid: Pid) {
    let _ = kill_process_group(pid, Signal::TERM);
}

/// Asks `pid` where it is: the harness answers in the log, and whoever does not know the question is not disturbed by it.
pub(super) fn ask_where(pid: Pid) {
    let _ = kill_process(pid, Signal::URG);
}

/// Kills the group of `pid`.
pub(super) fn kill_group(pid: Pid) {
    let _ = kill_process_group(pid, Signal::KILL);
    let _ = kill_process(pid, Signal::KILL);
}

/// Kills the group of `pid`, somebody else's child, and waits until it is over: what it started is the supervisor's then, and
/// it writes to no file any more.
pub(super) fn kill_for_good(pid: Pid) {
    kill_group(pid);
    #[cfg(target_os = "linux")]
    linux::outlive(pid);
}

/// The children of `parent`, where the system tells.
pub(super) fn children(parent: Pid) -> Vec<Pid> {
    #[cfg(target_os = "linux")]
    return linux::children(parent);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = parent;
        Vec::new()
    }
}

/// What a status of `wait` means.
pub(super) fn outcome(status: WaitStatus) -> Outcome {
    match status.terminating_signal() {
        Some(signal) => Outcome::Signalled(signal),
        None => Outcome::Exited(status.exit_status().unwrap_or(-1)),
    }
}

/// What the processes below one did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Activity {
    /// Ticks of processor time of those that are there.
    ticks: u64,
    /// Whether one of them works, or waits for a processor or a disk.
    is_busy: bool,
}

impl Activity {
    /// What the processes below `root` do now; none where the system does not tell.
    pub(in super::super) fn below(root: u32) -> Option<Self> {
        #[cfg(target_os = "linux")]
        return linux::activity(i32::try_from(root).ok().and_then(Pid::from_raw)?);
        #[cfg(not(target_os = "linux"))]
        {
            let _ = root;
            None
        }
    }

    /// Whether nothing was done since `before`.
    pub(in super::super) fn is_rest_since(self, before: Self) -> bool {
        !self.is_busy && self.ticks == before.ticks
    }
}

/// Who is whose child, from `/proc`.
#[cfg(target_os = "linux")]
mod linux {
    use rustix::process::Pid;
    use std::fs;

    /// The children of `parent`, whichever of its threads started them.
    pub(super) fn children(parent: Pid) -> Vec<Pid> {
        let tasks = fs::read_dir(format!("/proc/{}/task", parent.as_raw_pid()));
        let mut found = Vec::new();
        for task in tasks.into_iter().flatten().flatten() {
            match fs::read_to_string(task.path().join("children")) {
                Ok(list) => found.extend(list.split_whitespace().filter_map(pid)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound && task.path().exists() => {
                    return children_by_search(parent);
                }
                Err(_) => {}
            }
        }
        found
    }

    /// The same for kernels that keep no lists of children.
    fn children_by_search(parent: Pid) -> Vec<Pid> {
        let all = fs::read_dir("/proc").into_iter().flatten().flatten();
        let is_child = |process: &Pid| {
            let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_pid())).unwrap_or_default();
            // Behind the name, which may hold anything: the state, then the parent.
            let behind = stat.rsplit(')').next().unwrap_or_default();
            behind.split_whitespace().nth(1).and_then(pid) == Some(parent)
        };
        all.filter_map(|entry| pid(entry.file_name().to_str()?)).filter(is_child).collect()
    }

    /// `roots`, with their children and the children of those.
    pub(super) fn with_descendants(roots: Vec<Pid>) -> Vec<Pid> {
        let mut found = roots;
        let mut next = 0;
        while let Some(&parent) = found.get(next) {
            found.extend(children(parent));
            next += 1;
        }
        found
    }

    /// Waits until the process `pid`, which was killed, is over.
    pub(super) fn outlive(pid: Pid) {
        let begin = std::time::Instant::now();
        while !is_over(pid) && begin.elapsed() < super::HOPELESS {
            std::thread::sleep(super::POLL_INTERVAL);
        }
    }

    /// Whether the process `pid` has gone, but for what its parent may ask for.
    fn is_over(pid: Pid) -> bool {
        let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_pid())) else { return true };
        let state = stat.rsplit(')').next().and_then(|behind| behind.split_whitespace().next());
        matches!(state, Some("Z" | "X") | None)
    }

    /// What the processes below `root` do.
    pub(super) fn activity(root: Pid) -> Option<super::Activity> {
        let all = with_descendants(children(root));
        let mut activity = super::Activity::default();
        for process in &all {
            let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_pid())) else { continue };
            // Behind the name, which may hold anything: the state, then eleven others, then the time of user and system.
            let words: Vec<_> = stat.rsplit(')').next()?.split_whitespace().collect();
            let ticks = |place: usize| words.get(place).and_then(|word| word.parse::<u64>().ok());
            activity.ticks += ticks(11)? + ticks(12)?;
            activity.is_busy |= matches!(words.first(), Some(&("R" | "D")));
        }
        (!all.is_empty()).then_some(activity)
    }

    fn pid(text: &str) -> Option<Pid> {
        text.parse().ok().and_then(Pid::from_raw)
    }
}
