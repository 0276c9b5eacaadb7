//! The thin door: parse, call, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(dangri::cli::main())
}
