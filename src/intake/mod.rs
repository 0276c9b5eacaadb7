//! From a workspace to raw workbooks. `discover` lists the files (folders, a zip of one, archives one level deep), `read` turns one of them
//! into cells at absolute positions. The format is told by the bytes, never by the extension. No file that is handed in can stop a run: every
//! failure, a panic of a reader included, is an ING001 that says what is wrong and what to do.
//!
//! How a file is kept from asking too much: sizes are looked at before anything is inflated, and cells are streamed into a budget by readers of our own:
//! the general ones lay sheets out as dense blocks, believe promises, and give a number without what the cell shows of it.

mod archive;
mod at_once;
mod biff;
mod brt;
mod cfb;
mod crypt;
mod csv;
mod depth;
mod discover;
mod earlier;
mod fault;
mod format;
mod html;
mod limits;
mod machine;
mod ods;
mod originals;
mod own;
mod package;
mod pictures;
mod pool;
mod read;
mod scan;
mod second;
mod serial;
mod sheet;
mod skip;
mod sniff;
mod source;
mod spool;
mod spreadsheetml;
mod text;
mod totals;
mod workbook;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

pub use crypt::{PasswordFault, Passwords};
pub use discover::{Discovery, Skipped, discover, shown, workspace_file};
pub use fault::IntakeError;
pub use limits::{KEYS, Key, Limits};
pub use originals::{Original, Originals, Parts};
pub use pool::{ASKED, read, read_telling, rest, serve, use_program};
pub use read::{Loaded, read_bytes, silence_panics};
pub use source::{Input, Look};
pub use text::decode;
