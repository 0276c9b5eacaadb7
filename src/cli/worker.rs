//! The hidden side of the program: it starts itself to read a file that may do harm (`intake::read`). Not a command: nobody types it, and help
//! does not show it.

use crate::intake;

/// Reads for a parent, if that is what the program was started for. Gives the exit code.
pub fn serve() -> Option<u8> {
    let mut args = std::env::args_os().skip(1);
    if args.next()? != intake::ASKED {
        return None;
    }
    let memory = args.next()?.to_str()?.parse().ok()?;
    Some(intake::serve(memory))
}

/// Lets reading start this very program.
pub fn enlist() {
    // For measuring what the processes cost, and for nothing else: without them a hostile file may take the program with it.
    if std::env::var_os("DANGRI_READ_WITHIN").is_some() {
        return;
    }
    // A program that does not know where it lies reads without processes.
    if let Ok(program) = std::env::current_exe() {
        intake::use_program(program);
    }
}
