//! A PostgreSQL of our own: in a temporary folder, on loopback, ended with the run.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::shell::{end_group, has, is_root, output};
use crate::{Outcome, tree};

/// A running server; dropping it stops it and removes its folder.
pub struct Postgres {
    server: Child,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// Starts a fresh one. It forgets on a crash (`fsync` off), since it holds nothing but tests.
    pub fn start() -> Outcome<Postgres> {
        let bin = programs()
            .ok_or("PostgreSQL is not installed: `apt install postgresql` brings initdb and postgres")?;
        let folder = std::env::temp_dir().join(format!("courtyard-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("making {}: {error}", folder.display()))?;
        let user = ServerUser::choose();
        user.take(&folder)?;
        let data = folder.join("data");
        let made = user
            .command(&bin.join("initdb"))
            .args([
                "--username=courtyard",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .current_dir("/")
            .output()
            .map_err(|error| format!("starting initdb: {error}"))?;
        if !made.status.success() {
            return Err(format!("initdb failed: {}", String::from_utf8_lossy(&made.stderr)));
        }
        let port = free_port()?;
        let log = fs::File::create(tree::scratch()?.join("postgres.log"))
            .map_err(|error| format!("making postgres.log: {error}"))?;
        let server = user
            .command(&bin.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args([
                "-p",
                &port.to_string(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "fsync=off",
                "-c",
                "max_connections=400",
            ])
            .args(["-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c"])
            .arg(format!("unix_socket_directories={}", folder.display()))
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .process_group(0)
            .spawn()
            .map_err(|error| format!("starting postgres: {error}"))?;
        let postgres = Postgres { server, folder, port };
        postgres.until_ready(&bin)?;
        Ok(postgres)
    }

    /// Where tests make their databases.
    pub fn address(&self) -> String {
        format!("postgres://courtyard@127.0.0.1:{}/postgres", self.port)
    }

    fn until_ready(&self, bin: &Path) -> Outcome {
        let port = self.port.to_string();
        let asks = bin.join("pg_isready").display().to_string();
        for _ in 0..300 {
            if output(&asks, &["-q", "-h", "127.0.0.1", "-p", &port]).is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err("PostgreSQL did not answer within half a minute; see target/xtask/postgres.log".into())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        end_group(&mut self.server);
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("xtask: {} stays behind: {error}", self.folder.display());
        }
    }
}

/// As whom the server runs: it refuses to be root.
enum ServerUser {
    Ourselves,
    Postgres,
    /// Root only inside a user namespace, where no other user exists: a namespace within, in which we are nobody special.
    Nested,
}

impl ServerUser {
    fn choose() -> ServerUser {
        if !is_root() {
            return ServerUser::Ourselves;
        }
        let one_user_only = fs::read_to_string("/proc/self/uid_map")
            .is_ok_and(|map| map.split_whitespace().nth(2) == Some("1"));
        if one_user_only { ServerUser::Nested } else { ServerUser::Postgres }
    }

    fn take(&self, folder: &Path) -> Outcome {
        if !matches!(self, ServerUser::Postgres) {
            return Ok(());
        }
        let status = Command::new("chown")
            .arg("postgres:")
            .arg(folder)
            .status()
            .map_err(|error| format!("starting chown: {error}"))?;
        if status.success() {
            Ok(())
        } else {
            Err("giving PostgreSQL its folder failed: is there a user postgres?".into())
        }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command;
        match self {
            ServerUser::Ourselves => command = Command::new(program),
            ServerUser::Postgres => {
                command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
            }
            ServerUser::Nested => {
                command = Command::new("unshare");
                command.args(["--user", "--map-user=1000", "--map-group=1000", "--"]).arg(program);
            }
        }
        command
    }
}

/// The folder of the newest installed server's programs.
pub fn programs() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            bin.join("initdb").exists().then_some((version, bin))
        })
        .collect();
    found.sort();
    if let Some((_, newest)) = found.pop() {
        return Some(newest);
    }
    has("initdb").then(PathBuf::new)
}

fn free_port() -> Outcome<u16> {
    let socket =
        TcpListener::bind("127.0.0.1:0").map_err(|error| format!("looking for a free port: {error}"))?;
    Ok(socket.local_addr().map_err(|error| format!("looking for a free port: {error}"))?.port())
}
