//! What the program and its reading processes say to each other: frames of a four-byte length and a postcard value, and the pieces of a file.
//! Whoever takes a frame believes nothing: a length is bounded before memory is asked for.

use std::borrow::Cow;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::super::crypt::Passwords;
use super::super::limits::Limits;
use crate::model::book::{RawCell, RawSheet};
use crate::model::finding::Issue;
use crate::model::own::Passed;

/// Told by a reading process at its start: program and process must be of one make.
pub(super) const MAKE: &str = concat!(env!("CARGO_PKG_VERSION"), "/5");
/// Longest frame.
const MAX_FRAME: u32 = 16 << 20;
/// Bytes of a file that go in one piece.
const PIECE: usize = 256 << 10;
/// Stands for a piece's length where bytes that were announced cannot be had.
const NEVER: u32 = u32::MAX;

/// From the program to the process: read this.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ask<'a> {
    /// Workspace-relative path, for what is said of the file.
    pub(super) path: &'a str,
    /// Where it lies; without, its bytes follow in pieces.
    pub(super) at: Option<&'a str>,
    /// How large it is supposed to be.
    pub(super) bytes: u64,
    pub(super) limits: Limits,
    /// They go by this pipe alone: arguments and environment of a process can be seen by others.
    pub(super) passwords: Passwords,
}

/// From the process to the program, in this order: ready, once; then for each file opened, sheets each with its cells, done.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply<'a> {
    Ready(&'a str),
    /// The bytes are there; their digest.
    Opened(&'a str),
    /// Passwords are being tried, or are no longer.
    Trying(bool),
    /// Bytes of the content that have been gone through, and how many there are.
    At(u64, u64),
    /// A sheet without its cells, and how many of them follow.
    Sheet(RawSheet, usize),
    /// Some cells of the sheet at hand.
    Cells(Cow<'a, [RawCell]>),
    Done {
        unreadable: bool,
        passed: Option<Passed>,
        issues: Vec<Issue>,
    },
}

/// Something was said that does not belong here.
pub(super) fn nonsense() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a frame")
}

/// Bytes of frames that wait for the next one.
const QUEUE: usize = 64 << 10;

/// Writes frames. Keeps its buffer.
pub(super) struct Sender<W> {
    out: W,
    buffer: Vec<u8>,
}

impl<W: Write> Sender<W> {
    pub(super) fn new(out: W) -> Self {
        Sender { out, buffer: Vec::new() }
    }

    /// Sends a frame, after those that wait, and gives its length.
    pub(super) fn send(&mut self, frame: &impl Serialize) -> io::Result<usize> {
        let length = self.add(frame)?;
        self.write()?;
        Ok(length)
    }

    /// Has a frame wait for the next, unless enough wait already: each write wakes the other side, and most files are small. Gives its length.
    pub(super) fn queue(&mut self, frame: &impl Serialize) -> io::Result<usize> {
        let length = self.add(frame)?;
        if self.buffer.len() >= QUEUE {
            self.write()?;
        }
        Ok(length)
    }

    fn add(&mut self, frame: &impl Serialize) -> io::Result<usize> {
        let from = self.buffer.len();
        self.buffer.extend_from_slice(&[0; 4]);
        postcard::to_io(frame, &mut self.buffer).map_err(io::Error::other)?;
        let written = self.buffer.len() - from;
        let length = u32::try_from(written - 4).ok().filter(|n| *n <= MAX_FRAME).ok_or_else(nonsense)?;
        self.buffer[from..from + 4].copy_from_slice(&length.to_le_bytes());
        Ok(written)
    }

    fn write(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        self.out.flush()
    }

    /// Sends all bytes of a source in pieces. The inner error is the source's own; then the other side knows that there is no file.
    pub(super) fn pour(&mut self, source: &mut dyn Read) -> io::Result<io::Result<()>> {
        let mut piece = vec![0_u8; 4 + PIECE];
        loop {
            let got = match source.read(&mut piece[4..]) {
                Ok(got) => got,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.never()?;
                    return Ok(Err(error));
                }
            };
            piece[..4].copy_from_slice(&(got as u32).to_le_bytes());
            self.out.write_all(&piece[..4 + got])?;
            if got == 0 {
                self.out.flush()?;
                return Ok(Ok(()));
            }
        }
    }

    /// Tells that there is no file after all.
    pub(super) fn never(&mut self) -> io::Result<()> {
        self.out.write_all(&NEVER.to_le_bytes())?;
        self.out.flush()
    }
}

/// Takes frames. Keeps its buffer.
pub(super) struct Receiver<R> {
    source: R,
    buffer: Vec<u8>,
}

impl<R: Read> Receiver<R> {
    pub(super) fn new(source: R) -> Self {
        Receiver { source, buffer: Vec::new() }
    }

    /// The next frame. Errors: the other side is gone, or talks nonsense.
    pub(super) fn receive<'b, T: Deserialize<'b>>(&'b mut self) -> io::Result<T> {
        let length = self.length()?;
        if length > MAX_FRAME {
            return Err(nonsense());
        }
        self.buffer.clear();
        self.fill(length)?;
        let (frame, rest) = postcard::take_from_bytes(&self.buffer).map_err(|_| nonsense())?;
        if rest.is_empty() { Ok(frame) } else { Err(nonsense()) }
    }

    /// All pieces of a file; `None` when there is none after all.
    pub(super) fn pieces(&mut self, most: u64) -> io::Result<Option<Vec<u8>>> {
        self.buffer = Vec::new();
        loop {
            match self.length()? {
                0 => return Ok(Some(std::mem::take(&mut self.buffer))),
                NEVER => return Ok(None),
                length if length as usize <= PIECE && self.buffer.len() as u64 + u64::from(length) <= most => self.fill(length)?,
                _ => return Err(nonsense()),
            }
        }
    }

    fn length(&mut self) -> io::Result<u32> {
        let mut length = [0; 4];
        self.source.read_exact(&mut length)?;
        Ok(u32::from_le_bytes(length))
    }

    /// Adds so many bytes to the buffer, as they come: a length alone asks for no memory.
    fn fill(&mut self, length: u32) -> io::Result<()> {
        let got = self.source.by_ref().take(u64::from(length)).read_to_end(&mut self.buffer)?;
        if got == length as usize { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}
