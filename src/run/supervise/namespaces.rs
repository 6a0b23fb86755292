//! The namespaces of the strict sandbox: a network with nothing but loopback, and where it works a world in which no
//! other process exists.
//!
//! The supervisor moves there itself and starts itself once more, for a new namespace of processes begins with the
//! next child: that is its first process, to which all orphans go, and with which everything in it dies.

use rustix::mount::{MountFlags, MountPropagationFlags, mount, mount_change};
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketType, recv, sendto, socket};
use rustix::process::{getegid, geteuid};
use rustix::thread::UnshareFlags;
use std::fs;
use std::io;

use super::sys;

/// Moves this process to namespaces of its own.
pub(super) fn enter(process_namespace: bool) -> io::Result<()> {
    let (user, group) = (geteuid().as_raw(), getegid().as_raw());
    let mut flags = UnshareFlags::NEWUSER | UnshareFlags::NEWNET | UnshareFlags::NEWNS | UnshareFlags::NEWIPC;
    flags.set(UnshareFlags::NEWPID, process_namespace);
    sys::unshare(flags)?;
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("{user} {user} 1"))?;
    fs::write("/proc/self/gid_map", format!("{group} {group} 1"))?;
    loopback_up()?;
    mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)?;
    let quiet = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
    Ok(mount("tmpfs", "/dev/shm", "tmpfs", quiet, None)?)
}

/// Shows only the processes of the new namespace. To be called in its first process.
pub(super) fn show_own_processes() -> io::Result<()> {
    let quiet = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
    Ok(mount("proc", "/proc", "proc", quiet, None)?)
}

/// Switches the loopback interface on: examples with a server of their own work, and nothing hangs.
fn loopback_up() -> io::Result<()> {
    let kernel = SocketAddrNetlink::new(0, 0);
    let link = socket(AddressFamily::NETLINK, SocketType::RAW, None)?;
    sendto(&link, &new_link_message(), SendFlags::empty(), &kernel)?;
    let mut answer = [0; 512];
    let (_, length) = recv(&link, &mut answer, RecvFlags::empty())?;
    // Behind the header of 16 bytes an error number, 0 for an acknowledgement.
    match answer[..length].get(16..20) {
        Some([0, 0, 0, 0]) => Ok(()),
        Some(&[a, b, c, d]) => Err(io::Error::from_raw_os_error(-i32::from_ne_bytes([a, b, c, d]))),
        _ => Err(io::Error::other("no answer about the loopback interface")),
    }
}

/// The message `RTM_NEWLINK` that sets `IFF_UP` for interface 1, which is always loopback.
fn new_link_message() -> Vec<u8> {
    const RTM_NEWLINK: u16 = 16;
    const NLM_F_REQUEST_AND_ACK: u16 = 5;
    const IFF_UP: u32 = 1;
    let mut message = Vec::with_capacity(32);
    message.extend(32_u32.to_ne_bytes());
    message.extend(RTM_NEWLINK.to_ne_bytes());
    message.extend(NLM_F_REQUEST_AND_ACK.to_ne_bytes());
    message.extend([0; 8]);
    message.extend([0; 4]);
    message.extend(1_i32.to_ne_bytes());
    message.extend(IFF_UP.to_ne_bytes());
    message.extend(IFF_UP.to_ne_bytes());
    message
}
