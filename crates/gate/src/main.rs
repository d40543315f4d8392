//! The binary `courtyard`.

fn main() -> std::process::ExitCode {
    gate::cli::run(std::env::args().skip(1).collect())
}
