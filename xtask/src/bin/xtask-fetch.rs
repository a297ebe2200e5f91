//! `cargo xtask` with the network's libraries: a program of its own, so that cargo keeps both and builds neither twice.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main()
}
