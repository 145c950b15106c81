//! A stack of one's own whose demo shop's book is read and changed on disk, while it is stopped.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use saludo_tests::shop::Shop;
use std::env::temp_dir;
use std::fs;
use std::path::{Path, PathBuf};
use xtask::stack::{Stack, StackBuilder};

/// A stack, and where its files are.
pub(crate) struct OwnStack {
    pub(crate) stack: Stack,
    dir: PathBuf,
}

impl OwnStack {
    pub(crate) fn start(set: impl FnOnce(StackBuilder) -> StackBuilder) -> Self {
        let dir = temp_dir().join(format!("saludo-book-{}", saludo_tests::code::random()));
        let stack = set(Stack::builder(&dir)).start().expect("a stack");
        Self { stack, dir }
    }

    pub(crate) fn shop(&self) -> Shop {
        Shop::demo(&self.stack.worker.url(), &self.stack.sandbox.url())
    }

    /// Stops both and starts them anew on the same files, with other settings.
    pub(crate) fn restart(&mut self, set: impl FnOnce(StackBuilder) -> StackBuilder) {
        self.stack.worker.stop();
        self.stack.sandbox.stop();
        self.stack = set(Stack::builder(&self.dir)).start().expect("a stack");
    }

    /// Stops the worker, does something to the book's file, and starts the worker again.
    pub(crate) fn at_rest<T>(&mut self, look: impl FnOnce(&Connection) -> T) -> T {
        self.stack.worker.stop();
        let file = files(&self.dir.join("worker/state"))
            .into_iter()
            .find(|file| is_book(file))
            .expect("the book's file");
        let book = Connection::open(file).expect("the book");
        let seen = look(&book);
        book.close().expect("closed");
        self.stack.worker.start().expect("the worker again");
        seen
    }
}

impl Drop for OwnStack {
    fn drop(&mut self) {
        self.stack.worker.stop();
        self.stack.sandbox.stop();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn is_book(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension == "sqlite")
        && Connection::open(file).is_ok_and(|book| tables(&book).contains(&"opt_ins".to_owned()))
}

fn tables(book: &Connection) -> Vec<String> {
    let mut query = book
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .expect("a schema");
    let names = query.query_map([], |row| row.get(0)).expect("tables");
    names.map(|name| name.expect("a name")).collect()
}

/// Every value of every row of every table, as bytes, with the column it is from.
pub(crate) fn every_value(book: &Connection) -> Vec<(String, Vec<u8>)> {
    let mut values = Vec::new();
    for table in tables(book) {
        let mut query = book
            .prepare(&format!("SELECT * FROM \"{table}\""))
            .expect("a table");
        let columns: Vec<String> = query
            .column_names()
            .map(|column| format!("{table}.{column}"))
            .collect();
        let mut rows = query.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for (index, column) in columns.iter().enumerate() {
                let bytes = match row.get_ref(index).expect("a value") {
                    ValueRef::Null => continue,
                    ValueRef::Integer(number) => number.to_string().into_bytes(),
                    ValueRef::Real(number) => number.to_string().into_bytes(),
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
                };
                values.push((column.clone(), bytes));
            }
        }
    }
    values
}

/// The columns in which something stands: as it is in any letter case, in base64 of either
/// alphabet at any place, in hexadecimal digits.
pub(crate) fn columns_with(values: &[(String, Vec<u8>)], secret: &str) -> Vec<String> {
    let needles = spellings(secret);
    let mut columns: Vec<String> = values
        .iter()
        .filter(|(_, bytes)| {
            let small = bytes.to_ascii_lowercase();
            needles.iter().any(|needle| is_in(bytes, &small, needle))
        })
        .map(|(column, _)| column.clone())
        .collect();
    columns.sort();
    columns.dedup();
    columns
}

enum Needle {
    InAnyCase(Vec<u8>),
    Exactly(Vec<u8>),
}

fn is_in(bytes: &[u8], small: &[u8], needle: &Needle) -> bool {
    let (bytes, needle) = match needle {
        Needle::InAnyCase(needle) => (small, needle),
        Needle::Exactly(needle) => (bytes, needle),
    };
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn spellings(secret: &str) -> Vec<Needle> {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    let small = secret.to_ascii_lowercase();
    let mut needles = vec![
        Needle::InAnyCase(hex::encode(secret).into_bytes()),
        Needle::InAnyCase(small.into_bytes()),
    ];
    for before in 0..3 {
        let shifted = [&[0; 3][..before], secret.as_bytes()].concat();
        // Characters that are made of a neighbour's bits too are left out.
        let (first, end) = ((before * 8).div_ceil(6), shifted.len() * 8 / 6);
        for text in [
            STANDARD_NO_PAD.encode(&shifted),
            URL_SAFE_NO_PAD.encode(&shifted),
        ] {
            needles.push(Needle::Exactly(text.as_bytes()[first..end].to_vec()));
        }
    }
    needles
}
