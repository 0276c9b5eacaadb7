//! What many rows share is written once and then by its number, and is shared again by all of them when it is read back. A field asks for it by
//! `#[serde(with = "once")]`. What has been said so far is in the hands of whoever writes or reads ([`Said`]) and counts for its thread while
//! [`Said::during`] lasts. Where people read along values stand in full; a number that stands for nothing said is an error.

use std::cell::RefCell;
use std::ops::Deref;
use std::sync::Arc;

use arcstr::ArcStr;
use rustc_hash::FxHashMap;
use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

use super::origin::{Around, OrgHint, SourceTable};

thread_local! {
    static IN_FORCE: RefCell<Option<Said>> = const { RefCell::new(None) };
}

/// A pointer to a value that others may point at, too.
pub trait Shared: Clone + Deref + Serialize + DeserializeOwned {
    /// What was said of its kind.
    fn list(said: &mut Said) -> &mut List<Self>;

    /// Does nobody else point at it, so that it cannot be said again?
    fn is_alone(&self) -> bool;
}

/// Values in the order in which they were said. Holding them keeps their addresses theirs.
pub struct List<T> {
    values: Vec<T>,
    numbers: FxHashMap<usize, u32>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List { values: Vec::new(), numbers: FxHashMap::default() }
    }
}

macro_rules! kinds {
    ($($name:ident $type:ty, $alone:expr;)*) => {
        /// What has been written or read so far; each kind has numbers of its own.
        #[derive(Default)]
        pub struct Said { $($name: List<$type>),* }

        $(impl Shared for $type {
            fn list(said: &mut Said) -> &mut List<Self> {
                &mut said.$name
            }

            fn is_alone(&self) -> bool {
                $alone(self)
            }
        })*
    };
}

kinds! {
    texts Arc<str>, |text| Arc::strong_count(text) == 1;
    row_texts ArcStr, |text| ArcStr::strong_count(text) == Some(1);
    tables Arc<SourceTable>, |table| Arc::strong_count(table) == 1;
    arounds Arc<Around>, |around| Arc::strong_count(around) == 1;
    hints Arc<OrgHint>, |hint| Arc::strong_count(hint) == 1;
}

impl Said {
    /// Has the fields of whatever `work` writes or reads go by what was said before, on this thread.
    pub fn during<R>(&mut self, work: impl FnOnce() -> R) -> R {
        struct Back<'s>(&'s mut Said, Option<Said>);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                *self.0 = IN_FORCE.replace(self.1.take()).unwrap_or_default();
            }
        }
        let said = std::mem::take(self);
        let _back = Back(self, IN_FORCE.replace(Some(said)));
        work()
    }

    /// Texts of rows and cells, in the order in which they were said.
    pub fn row_texts(&self) -> &[ArcStr] {
        &self.row_texts.values
    }
}

/// A shared value as it is written.
#[derive(Serialize, Deserialize)]
enum Told<T> {
    Before(u32),
    Now(T),
    /// Nobody else's, so that no number stands for it: of a million rows each with a text of its own nothing is to be remembered.
    Alone(T),
}

/// Asks the list in force; `None` when there is none.
fn ask<T: Shared, R>(question: impl FnOnce(&mut List<T>) -> R) -> Option<R> {
    IN_FORCE.with_borrow_mut(|said| said.as_mut().map(|said| question(T::list(said))))
}

fn address<T: Shared>(value: &T) -> usize {
    std::ptr::from_ref(&**value).addr()
}

/// Writes a shared value.
pub fn serialize<T: Shared, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    if to.is_human_readable() {
        return value.serialize(to);
    }
    if value.is_alone() {
        return Told::Alone(value).serialize(to);
    }
    let number = ask(|list: &mut List<T>| list.numbers.get(&address(value)).copied());
    if let Some(number) = number.ok_or_else(|| ser::Error::custom("nobody listens"))? {
        return Told::<&T>::Before(number).serialize(to);
    }
    let written = Told::Now(value).serialize(to)?;
    ask(|list: &mut List<T>| {
        list.numbers.insert(address(value), list.values.len() as u32);
        list.values.push(value.clone());
    });
    Ok(written)
}

/// Reads a shared value.
pub fn deserialize<'de, T: Shared, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    if from.is_human_readable() {
        return T::deserialize(from);
    }
    let value = match Told::<T>::deserialize(from)? {
        Told::Before(number) => ask(|list: &mut List<T>| list.values.get(number as usize).cloned()).flatten(),
        Told::Alone(value) => Some(value),
        Told::Now(value) => ask(|list: &mut List<T>| {
            list.values.push(value.clone());
            value
        }),
    };
    value.ok_or_else(|| de::Error::custom("a number that stands for nothing said"))
}
