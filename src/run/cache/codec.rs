//! Values as bytes and back: numbers of variable length, each text, table and hint once and then by its number. Written out by hand rather than
//! derived, because rows share what they stand in and must share it again when they come back; a million rows would not fit otherwise. Whoever
//! reads believes nothing: every length is held against the bytes that are left.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arcstr::ArcStr;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use crate::model::record::{OrgHint, Table, TimeOfDay};

/// A value that can be written and read back.
pub(super) trait Item: Sized {
    fn put(&self, out: &mut Out);
    /// `None`: the bytes are no such value.
    fn get(from: &mut In<'_>) -> Option<Self>;
}

/// Where values are written to.
#[derive(Default)]
pub(super) struct Out {
    pub(super) bytes: Vec<u8>,
    texts: HashMap<Arc<str>, u64>,
    row_texts: HashMap<ArcStr, u64>,
    tables: HashMap<*const Table, u64>,
    hints: HashMap<*const OrgHint, u64>,
}

/// Where values are read from.
pub(super) struct In<'b> {
    rest: &'b [u8],
    texts: Vec<Arc<str>>,
    row_texts: Vec<ArcStr>,
    tables: Vec<Arc<Table>>,
    hints: Vec<Arc<OrgHint>>,
}

impl<'b> In<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        In { rest: bytes, texts: Vec::new(), row_texts: Vec::new(), tables: Vec::new(), hints: Vec::new() }
    }

    /// Is everything read?
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    fn take(&mut self, count: u64) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(usize::try_from(count).ok()?)?;
        self.rest = rest;
        Some(taken)
    }

    fn str(&mut self) -> Option<&'b str> {
        let count = u64::get(self)?;
        std::str::from_utf8(self.take(count)?).ok()
    }
}

impl Item for u64 {
    fn put(&self, out: &mut Out) {
        let mut rest = *self;
        while rest >= 0x80 {
            out.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        out.bytes.push(rest as u8);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = from.rest.split_first()?;
            from.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

/// Small whole numbers, by the great one.
macro_rules! number {
    ($($type:ty)*) => {$(
        impl Item for $type {
            fn put(&self, out: &mut Out) {
                (*self as u64).put(out);
            }

            fn get(from: &mut In<'_>) -> Option<Self> {
                u64::get(from)?.try_into().ok()
            }
        }
    )*};
}

number! { u8 u32 usize }

/// A digest.
impl Item for [u8; 32] {
    fn put(&self, out: &mut Out) {
        out.bytes.extend(self);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        from.take(32)?.try_into().ok()
    }
}

impl Item for i32 {
    fn put(&self, out: &mut Out) {
        // Zigzag: small numbers of either sign stay short.
        (((*self << 1) ^ (*self >> 31)) as u32).put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        let folded = u32::get(from)?;
        Some((folded >> 1) as i32 ^ -((folded & 1) as i32))
    }
}

impl Item for bool {
    fn put(&self, out: &mut Out) {
        u8::from(*self).put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        match u8::get(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

fn put_str(text: &str, out: &mut Out) {
    text.len().put(out);
    out.bytes.extend_from_slice(text.as_bytes());
}

impl Item for String {
    fn put(&self, out: &mut Out) {
        put_str(self, out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        from.str().map(str::to_owned)
    }
}

impl Item for Arc<str> {
    fn put(&self, out: &mut Out) {
        let next = out.texts.len() as u64;
        match out.texts.get(self) {
            Some(known) => known.clone().put(out),
            None => {
                out.texts.insert(self.clone(), next);
                next.put(out);
                put_str(self, out);
            }
        }
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        let number = usize::get(from)?;
        if number == from.texts.len() {
            let text = from.str()?;
            from.texts.push(Arc::from(text));
        }
        from.texts.get(number).cloned()
    }
}

/// Texts of rows, numbered apart from the others: each kind is shared among its own.
impl Item for ArcStr {
    fn put(&self, out: &mut Out) {
        let next = out.row_texts.len() as u64;
        match out.row_texts.get(self) {
            Some(known) => known.clone().put(out),
            None => {
                out.row_texts.insert(self.clone(), next);
                next.put(out);
                put_str(self, out);
            }
        }
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        let number = usize::get(from)?;
        if number == from.row_texts.len() {
            let text = from.str()?;
            from.row_texts.push(ArcStr::from(text));
        }
        from.row_texts.get(number).cloned()
    }
}

/// A value that rows may share and need not.
impl Item for Arc<TimeOfDay> {
    fn put(&self, out: &mut Out) {
        TimeOfDay::put(self, out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        TimeOfDay::get(from).map(Arc::new)
    }
}

impl<T: Item> Item for Box<[T]> {
    fn put(&self, out: &mut Out) {
        self.len().put(out);
        self.iter().for_each(|item| item.put(out));
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        Vec::get(from).map(Vec::into_boxed_slice)
    }
}

/// What several rows point at: by where it lies.
macro_rules! shared {
    ($($type:ty, $field:ident;)*) => {$(
        impl Item for Arc<$type> {
            fn put(&self, out: &mut Out) {
                let next = out.$field.len() as u64;
                let number = *out.$field.entry(Arc::as_ptr(self)).or_insert(next);
                number.put(out);
                if number == next {
                    (**self).put(out);
                }
            }

            fn get(from: &mut In<'_>) -> Option<Self> {
                let number = usize::get(from)?;
                if number == from.$field.len() {
                    let value = <$type>::get(from)?;
                    from.$field.push(Arc::new(value));
                }
                from.$field.get(number).cloned()
            }
        }
    )*};
}

shared! { Table, tables; OrgHint, hints; }

impl<T: Item> Item for Box<T> {
    fn put(&self, out: &mut Out) {
        (**self).put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        T::get(from).map(Box::new)
    }
}

impl<T: Item> Item for Option<T> {
    fn put(&self, out: &mut Out) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        if bool::get(from)? { T::get(from).map(Some) } else { Some(None) }
    }
}

impl<T: Item> Item for Vec<T> {
    fn put(&self, out: &mut Out) {
        self.len().put(out);
        self.iter().for_each(|value| value.put(out));
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        let count = usize::get(from)?;
        // Every value takes a byte at least.
        if count > from.rest.len() {
            return None;
        }
        (0..count).map(|_| T::get(from)).collect()
    }
}

impl<K: Item + Ord, V: Item> Item for BTreeMap<K, V> {
    fn put(&self, out: &mut Out) {
        self.len().put(out);
        for (key, value) in self {
            key.put(out);
            value.put(out);
        }
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        let count = usize::get(from)?;
        if count > from.rest.len() {
            return None;
        }
        (0..count).map(|_| Some((K::get(from)?, V::get(from)?))).collect()
    }
}

impl<A: Item, B: Item> Item for (A, B) {
    fn put(&self, out: &mut Out) {
        self.0.put(out);
        self.1.put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        Some((A::get(from)?, B::get(from)?))
    }
}

impl<A: Item, B: Item, C: Item> Item for (A, B, C) {
    fn put(&self, out: &mut Out) {
        self.0.put(out);
        self.1.put(out);
        self.2.put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        Some((A::get(from)?, B::get(from)?, C::get(from)?))
    }
}

impl Item for NaiveDate {
    fn put(&self, out: &mut Out) {
        self.num_days_from_ce().put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        NaiveDate::from_num_days_from_ce_opt(i32::get(from)?)
    }
}

impl Item for NaiveTime {
    fn put(&self, out: &mut Out) {
        self.num_seconds_from_midnight().put(out);
        self.nanosecond().put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        NaiveTime::from_num_seconds_from_midnight_opt(u32::get(from)?, u32::get(from)?)
    }
}
