//! The server under load: started, pinned, read out of the kernel's own accounting, ended.

use std::fs;
use std::process::{Child, Command, Stdio};

/// A server process; dropped, it ends.
pub struct Server {
    child: Child,
}

impl Server {
    /// Starts `binary` on core `core` (`any` pins nothing).
    pub fn start(binary: &str, core: &str, args: &[String]) -> Server {
        let mut command = if core == "any" {
            Command::new(binary)
        } else {
            let mut pinned = Command::new("taskset");
            pinned.args(["-c", core, binary]);
            pinned
        };
        let child = command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        Server { child }
    }

    /// Seconds of processor time of all its threads so far.
    pub fn cpu_seconds(&self) -> f64 {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let nanoseconds: u64 = tasks
            .filter_map(|task| fs::read_to_string(task.ok()?.path().join("schedstat")).ok())
            .filter_map(|text| text.split(' ').next()?.parse::<u64>().ok())
            .sum();
        nanoseconds as f64 / 1e9
    }

    /// Kilobytes it holds in memory.
    pub fn memory_kb(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
        line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.kill().is_ok() && self.child.wait().is_err() {
            eprintln!("the server did not end");
        }
    }
}

/// Seconds of processor time of this thread so far.
pub fn own_cpu_seconds() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<u64>().unwrap() as f64 / 1e9
}

/// How busy the machine is: the load average of the last minute.
pub fn load() -> String {
    fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or_default().to_owned()
}
