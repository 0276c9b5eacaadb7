//! Workbooks that are encrypted, opened with the passwords the run was given: Office Open XML in its container (agile and standard
//! encryption), binary workbooks (XOR, RC4, RC4 of the CryptoAPI) and OpenDocument. Nothing is guessed: a password that the file's own
//! verifier does not confirm opens nothing. What decryption yields goes through the same sniffing and limits as a file that came in the clear.

mod passwords;

pub use passwords::{PasswordFault, Passwords};
