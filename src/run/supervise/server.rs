//! Interpreters that fork: the supervisor's end of `harness/doctrue_harness/server.py`.

use rustix::process::Pid;
use std::collections::BTreeSet;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::super::launch;
use super::super::message::Job;
use super::super::preload::Wanted;
use super::super::slot::Slot;
use super::super::workdir::Workdir;
use super::confine::Confinement;
use super::forked::{Forked, Line};
use super::page::Pages;
use super::process_tree::{self, ProcessTree};

/// Servers that one supervisor keeps; each has some megabytes of its own.
const MOST: usize = 6;

/// How long a server may take to be ready. Its modules may be many.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many programs that miss a module are worth a server that has it; each further one has to be worth more.
const FIRST_GROWTH: u32 = 4;

/// What makes a server the right one for a job.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    python: std::path::PathBuf,
    hash_seed: u32,
    /// Modules that it has imported because the user has named them.
    named: BTreeSet<String>,
    /// Whether it has imported nothing.
    is_bare: bool,
    /// Whether it has loaded what other worlds are made of.
    elsewhere: bool,
}

/// What a server has.
#[derive(Debug)]
struct Equipment {
    key: Key,
    /// Standard modules that it has imported.
    modules: BTreeSet<String>,
    /// How many programs may miss one.
    growth: u32,
}

/// Where a server runs, and how it is locked in.
pub(super) struct ServerPlace<'g> {
    pub(super) workdir: &'g Workdir,
    pub(super) confinement: Confinement,
}

/// The servers of one supervisor, the one that was used last at the end.
#[derive(Debug, Default)]
pub(super) struct Servers {
    running: Vec<Server>,
    /// Sets of modules that were asked for, with nobody having them: the second time a server gets them.
    wished: Vec<Key>,
    /// Sets of modules that cannot be handed on.
    unusable: Vec<Key>,
    /// Standard modules that were asked for.
    modules: BTreeSet<String>,
    /// Whether servers do not work here; then each program gets an interpreter of its own.
    are_out_of_order: bool,
}

impl Servers {
    /// The server for `job`, started in `place` if need be; none if servers do not work here.
    pub(super) fn of(
        &mut self,
        job: &Job,
        wanted: &Wanted,
        place: ServerPlace<'_>,
        process_tree: &mut ProcessTree,
    ) -> Option<&mut Server> {
        if self.are_out_of_order {
            return None;
        }
        let Wanted { named, at_once, is_bare, elsewhere, standard } = wanted.clone();
        let (python, hash_seed) = (job.python.clone(), job.hash_seed);
        let key = self.affordable(Key { python, hash_seed, named, is_bare, elsewhere }, at_once);
        if self.unusable.contains(&key) {
            return None;
        }
        let found = self.running.iter().position(|server| server.equipment.key == key);
        let mut server = found.map(|index| self.running.remove(index));
        if server.as_ref().is_some_and(|server| server.is_gone(process_tree)) {
            server = None;
        }
        self.modules.extend(standard.iter().cloned());
        let is_outgrown = server.as_mut().is_some_and(|server| server.is_outgrown_by(&standard));
        let growth = match server.as_ref() {
            Some(server) if is_outgrown => server.equipment.growth * 2,
            Some(_) | None => FIRST_GROWTH,
        };
        if is_outgrown && let Some(server) = server.take() {
            server.end(process_tree);
        }
        if server.is_none() && self.running.len() >= MOST {
            self.running.remove(0).end(process_tree);
        }
        let modules = if is_bare { BTreeSet::new() } else { self.modules.clone() };
        let (has_named, named) = (!key.named.is_empty(), key.clone());
        let start = || Server::start(job, Equipment { key, modules, growth }, place, process_tree);
        match server.map_or_else(start, Ok) {
            Ok(server) => self.running.push(server),
            // Perhaps these modules cannot be handed on; others can.
            Err(_) if has_named => {
                self.unusable.push(named);
                return None;
            }
            Err(_) => self.are_out_of_order = true,
        }
        if self.are_out_of_order { None } else { self.running.last_mut() }
    }

    /// The server that was used last.
    pub(super) fn last(&mut self) -> Option<&mut Server> {
        self.running.last_mut()
    }

    /// Ends the server that was used last.
    pub(super) fn end_last(&mut self, process_tree: &mut ProcessTree) {
        if let Some(server) = self.running.pop() {
            server.end(process_tree);
        }
    }

    /// A server with named modules is worth its start only for more than one program.
    fn affordable(&mut self, key: Key, at_once: bool) -> Key {
        let is_usable = !self.unusable.contains(&key);
        if key.named.is_empty() || at_once || is_usable && self.wished.contains(&key) {
            return key;
        }
        self.wished.push(key.clone());
        Key { named: BTreeSet::new(), ..key }
    }
}

/// A server.
#[derive(Debug)]
pub(super) struct Server {
    equipment: Equipment,
    /// How many more programs may miss a standard module until another server is worth its start.
    patience: u32,
    line: Line,
    pages: Pages,
}

impl Server {
    fn start(
        job: &Job,
        equipment: Equipment,
        ServerPlace { workdir, confinement }: ServerPlace<'_>,
        process_tree: &mut ProcessTree,
    ) -> io::Result<Self> {
        let (control, inner) = UnixStream::pair()?;
        let mut command = launch::command(job, workdir);
        // Its children get files of their own. What it has written until then, customizations of the interpreter say, is
        // no example's.
        let [log, stdout, stderr] = Slot::make(workdir.folder())?.streams()?;
        command.arg(workdir.program()).stdin(log).stdout(stdout).stderr(stderr);
        let rules = confinement.rules();
        // Symbols are looked up once for all children; the harness takes the variable away again.
        command.env("LD_BIND_NOW", "1");
        command.env("DOCTRUE_SERVER", format!("{} {}", inner.as_raw_fd(), rules.unwrap_or(-1)));
        let kept: Vec<_> = [Some(inner.as_raw_fd()), rules].into_iter().flatten().collect();
        confinement.apply_to(&mut command, &kept);
        let child = command.spawn()?;
        drop(inner);
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw).ok_or(io::ErrorKind::NotFound)?;
        process_tree.add(pid);
        let patience = equipment.growth;
        let mut server = Self { equipment, patience, line: Line::new(pid, control), pages: Pages::default() };
        if let Err(error) = server.set_up(workdir) {
            server.end(process_tree);
            return Err(error);
        }
        Ok(server)
    }

    /// Tells the server where things are, and waits until it is ready.
    fn set_up(&mut self, workdir: &Workdir) -> io::Result<()> {
        let [work, ..] = workdir.folders();
        let (program, work) = (workdir.program(), work.display().to_string());
        let equipment = &self.equipment;
        let preload: Vec<_> = equipment.modules.iter().chain(&equipment.key.named).map(String::as_str).collect();
        let preload = preload.join(" ");
        let elsewhere = if equipment.key.elsewhere { "elsewhere 1\n" } else { "" };
        let setup = format!("program {}\nwork {work}\npreload {preload}\n{elsewhere}\n", program.display());
        self.line.write(setup.as_bytes())?;
        match self.line.answer(PATIENCE)?.starts_with("ready") {
            true => Ok(()),
            false => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Has the program of `job`, which is in the box, run, and write to `slot`.
    pub(super) fn run(&mut self, job: &Job, slot: &Slot) -> io::Result<Forked<'_>> {
        self.line.request(&job.orders.for_child(launch::timeout(job)), slot)?;
        Ok(Forked::of(&mut self.line, self.pages.pids()))
    }

    /// The same behind what comes first in it, by the page that has run most of that; none if it is to run as a whole.
    pub(super) fn run_behind(&mut self, job: &Job, slot: &Slot) -> Option<Forked<'_>> {
        let behind = job.behind.as_ref()?;
        let page = self.pages.of(&behind.priors, &mut self.line)?;
        let orders = page.orders(behind, launch::timeout(job));
        if page.line.request(&orders, slot).is_err() {
            self.pages.end_last();
            return None;
        }
        let page = self.pages.last()?;
        Some(Forked::of(&mut page.line, Vec::new()))
    }

    /// Has the page that was used last rest.
    pub(super) fn rest_page(&mut self) {
        self.pages.rest_last();
    }

    /// Ends the page that was used last, which can do no more. If it is `unfit`, what it was to run is run as a whole from now
    /// on.
    pub(super) fn end_page(&mut self, job: &Job, is_unfit: bool) {
        self.pages.end_last();
        if is_unfit && let Some(behind) = &job.behind {
            self.pages.avoid(&behind.priors);
        }
    }

    /// Takes note that a program wants `modules`; whether so many have missed some that another server is worth its start.
    fn is_outgrown_by(&mut self, modules: &BTreeSet<String>) -> bool {
        if !self.equipment.key.is_bare && !modules.is_subset(&self.equipment.modules) {
            self.patience = self.patience.saturating_sub(1);
        }
        self.patience == 0
    }

    fn is_gone(&self, process_tree: &mut ProcessTree) -> bool {
        process_tree.ended(self.line.pid).is_some()
    }

    fn end(self, process_tree: &mut ProcessTree) {
        process_tree::kill_group(self.line.pid);
        process_tree.forget(self.line.pid);
        process_tree.clear(Duration::ZERO);
    }
}
