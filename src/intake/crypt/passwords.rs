//! The passwords that a run was given. They open workbooks and appear nowhere else: `Debug` shows their number, no message names one, and
//! since they are kept sorted, nothing can depend on the order in which they were typed.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::text;

/// Every further password is tried on every encrypted workbook, and each try costs a tenth of a second by design of the format.
const MOST: usize = 200;

/// Excel encrypts a workbook that is only protected against changes with this password and opens it without asking, so it is always tried.
const UNASKED: &str = "VelvetSweatshop";

/// Passwords to be tried on encrypted workbooks: sorted, each once. Cheap to clone. Serialises as the plain list, for handing it to another
/// process over a pipe; never put it into anything that is written to disk or shown.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct Passwords(Arc<[String]>);

/// Why a list of passwords cannot be used. Its text names none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// The file is no text.
    #[error("不是文本文件，应为每行一个密码的 UTF-8 或 GBK 文本")]
    NoText,
    /// The file holds no password.
    #[error("其中没有密码，应每行写一个密码")]
    Empty,
    /// More than can be tried in sensible time.
    #[error("密码超过 {MOST} 个，逐个试开耗时过长，请只保留可能用到的密码")]
    TooMany,
}

impl Passwords {
    /// The given ones; empty ones are left out, because they open nothing.
    ///
    /// # Errors
    /// More than 200.
    pub fn new(given: impl IntoIterator<Item = String>) -> Result<Self, PasswordFault> {
        let passwords = Passwords::from(given.into_iter().collect::<Vec<_>>());
        if passwords.len() > MOST { Err(PasswordFault::TooMany) } else { Ok(passwords) }
    }

    /// Reads a list, one password a line, in any encoding that a ledger may have. Blanks around a password are taken for slips of copying.
    ///
    /// # Errors
    /// The bytes are no text, hold no password or more than 200.
    pub fn read_list(bytes: &[u8]) -> Result<Self, PasswordFault> {
        let text = text::decode(bytes).ok_or(PasswordFault::NoText)?;
        let passwords = Passwords::new(text.lines().map(|line| line.trim().to_owned()))?;
        if passwords.is_empty() { Err(PasswordFault::Empty) } else { Ok(passwords) }
    }

    /// These and those.
    ///
    /// # Errors
    /// More than 200 together.
    pub fn and(&self, more: &Passwords) -> Result<Self, PasswordFault> {
        Passwords::new(self.0.iter().chain(more.0.iter()).cloned())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// None were given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What to try, in order: the one that Excel does not ask for, then those given.
    pub(super) fn candidates(&self) -> impl Iterator<Item = &str> {
        std::iter::once(UNASKED).chain(self.0.iter().map(String::as_str))
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Passwords({})", self.0.len())
    }
}

impl From<Vec<String>> for Passwords {
    fn from(mut given: Vec<String>) -> Self {
        given.retain(|password| !password.is_empty());
        given.sort_unstable();
        given.dedup();
        Passwords(Arc::from(given))
    }
}

impl From<Passwords> for Vec<String> {
    fn from(passwords: Passwords) -> Self {
        passwords.0.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_any_encoding_and_order_give_the_same() {
        let want = Passwords::new(["支部123".to_owned(), "abc 1".to_owned()]).unwrap();
        let text = "\r\n 支部123\r\nabc 1\r\nabc 1";
        assert_eq!(Passwords::read_list(text.as_bytes()), Ok(want.clone()));
        assert_eq!(Passwords::read_list(format!("\u{feff}{text}").as_bytes()), Ok(want.clone()));
        assert_eq!(Passwords::read_list(&encoding_rs::GBK.encode(text).0), Ok(want.clone()));
        assert_eq!(Passwords::new(["abc 1".to_owned(), String::new(), "支部123".to_owned()]), Ok(want.clone()));
        let json = serde_json::to_string(&want).unwrap();
        assert_eq!(serde_json::from_str::<Passwords>(&json).unwrap(), want);
        assert_eq!(want.len(), 2);
    }

    #[test]
    fn unusable_lists_and_no_password_in_debug() {
        assert_eq!(Passwords::read_list(b" \n\n"), Err(PasswordFault::Empty));
        assert_eq!(Passwords::read_list(&[0x89, 0, 1, 2, 3, 4, 5, 6]), Err(PasswordFault::NoText));
        assert_eq!(Passwords::new((0..201).map(|n| n.to_string())), Err(PasswordFault::TooMany));
        let secret = Passwords::new(["hunter2".to_owned()]).unwrap();
        assert_eq!(format!("{secret:?} {:?}", Some(secret.clone())), "Passwords(1) Some(Passwords(1))");
    }
}
