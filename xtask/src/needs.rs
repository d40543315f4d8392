//! What the tests need from the machine: installed where we may, named where we may not.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::report::Report;
use crate::shell::{has, is_root, logged};
use crate::{Outcome, postgres};

/// A Debian package and how one sees that it is not needed any more.
struct Need {
    package: &'static str,
    what_for: &'static str,
    is_there: fn() -> bool,
}

const NEEDS: [Need; 23] = [
    Need {
        package: "postgresql",
        what_for: "the same tests on PostgreSQL",
        is_there: || postgres::programs().is_some(),
    },
    Need { package: "chromium", what_for: "real browsers", is_there: || has("/usr/bin/chromium") },
    Need {
        package: "chromium-headless-shell",
        what_for: "the same browser without a window, for a quarter less work",
        is_there: || has("/usr/bin/chromium-headless-shell"),
    },
    Need {
        package: "fonts-noto-cjk",
        what_for: "Chinese text in the browsers",
        is_there: || Path::new("/usr/share/fonts/opentype/noto").exists(),
    },
    Need { package: "firefox-esr", what_for: "the other browser", is_there: || has("firefox-esr") },
    Need { package: "iproute2", what_for: "the closed network", is_there: || has("ip") },
    Need { package: "util-linux", what_for: "the closed network", is_there: || has("unshare") },
    Need { package: "curl", what_for: "speaking in a conversation from outside", is_there: || has("curl") },
    Need { package: "gdb", what_for: "searching the server's memory", is_there: || has("gcore") },
    Need { package: "nginx-light", what_for: "the sample for nginx", is_there: || has("/usr/sbin/nginx") },
    Need { package: "caddy", what_for: "the sample for Caddy", is_there: || has("/usr/bin/caddy") },
    Need { package: "cmake", what_for: "building what hears", is_there: || has("cmake") },
    Need { package: "clang", what_for: "building what hears", is_there: || has("clang") },
    Need {
        package: "libclang-dev",
        what_for: "building what hears",
        is_there: || crate::shell::output("sh", &["-c", "ls /usr/lib/llvm-*/lib/libclang.so"]).is_some(),
    },
    Need { package: "baresip-core", what_for: "a door station", is_there: || has("baresip") },
    Need {
        package: "baresip-ffmpeg",
        what_for: "a door station's camera",
        is_there: || Path::new("/usr/lib/baresip/modules/avcodec.so").exists(),
    },
    Need {
        package: "sip-tester",
        what_for: "telephones that say what they are told",
        is_there: || has("sipp"),
    },
    Need {
        package: "mosquitto",
        what_for: "the broker of smart devices",
        is_there: || has("/usr/sbin/mosquitto"),
    },
    Need { package: "mosquitto-clients", what_for: "smart devices", is_there: || has("mosquitto_pub") },
    Need { package: "ffmpeg", what_for: "reading voice messages", is_there: || has("ffmpeg") },
    Need { package: "espeak-ng", what_for: "a door's voice", is_there: || has("espeak-ng") },
    Need { package: "dbus-daemon", what_for: "a door's radio", is_there: || has("dbus-daemon") },
    Need {
        package: "python3-venv",
        what_for: "LiveKit's own clients from PyPI",
        is_there: || Path::new("/usr/lib/python3/dist-packages/venv").exists() || python_has_venv(),
    },
];

fn python_has_venv() -> bool {
    crate::shell::output("python3", &["-c", "import ensurepip, venv"]).is_some()
}

/// Installs the missing packages, or says of each what it is for.
pub fn install() -> Outcome<Report> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.is_there)()).collect();
    if missing.is_empty() {
        return Ok(Report::default());
    }
    if is_root() && has("apt-get") {
        let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
        println!("   installing {}", packages.join(", "));
        apt(&["update"])?;
        let mut arguments = vec!["install", "-y", "--no-install-recommends"];
        arguments.extend(&packages);
        apt(&arguments)?;
    }
    let mut report = Report::default();
    for need in missing.iter().filter(|need| !(need.is_there)()) {
        report.add(Report::skip(format!("{}: apt install {}", need.what_for, need.package)));
    }
    Ok(report)
}

fn apt(arguments: &[&str]) -> Outcome {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
    logged("apt", &mut command, Duration::from_secs(15 * 60))?.or_tail(20).map(drop)
}
