//! The state file: the whole book as one JSON document, replaced atomically.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::book::Book;
use crate::clock;
use crate::sandbox::Sandbox;

/// Changes gather for so long before they are written.
const DEBOUNCE: Duration = Duration::from_millis(100);

/// Reads the book; an absent file is an empty one.
///
/// # Errors
///
/// When the file is there but cannot be read as a book.
pub(crate) fn load(path: &Path) -> io::Result<Book> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Book::default()),
        Err(error) => return Err(error),
    };
    serde_json::from_slice(&bytes).map_err(|error| {
        let path = path.display();
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!(
                "{path} is not a state file of this sandbox ({error}); delete it to start empty"
            ),
        )
    })
}

/// Writes the book beside its file and renames it into place.
///
/// # Errors
///
/// When the file cannot be written.
pub(crate) fn save(path: &Path, book: &Book) -> io::Result<()> {
    write(path, &serde_json::to_vec(book)?)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".tmp");
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}

/// Writes after changes, until the sandbox closes.
pub(crate) async fn run(sandbox: Arc<Sandbox>) {
    let Some(path) = sandbox.config.state.clone() else {
        return;
    };
    loop {
        tokio::select! {
            () = sandbox.dirty.notified() => {}
            () = sandbox.closing.notified() => return,
        }
        tokio::time::sleep(DEBOUNCE).await;
        let started = clock::instant();
        let bytes = sandbox.read(serde_json::to_vec);
        let path = path.clone();
        let written = tokio::task::spawn_blocking(move || write(&path, &bytes?)).await;
        if let Ok(Err(error)) = written {
            eprintln!("sandbox: the state file cannot be written: {error}");
        }
        // A large book is written less often, so that writing never takes more than a tenth of the time.
        tokio::select! {
            () = tokio::time::sleep(started.elapsed() * 9) => {}
            () = sandbox.closing.notified() => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Bubble, Content};

    fn scratch(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("saludo-sandbox-{}-{name}", std::process::id()))
    }

    #[test]
    fn a_book_survives_a_restart() {
        let path = scratch("book.json");
        let mut book = Book::default();
        "Ana María".clone_into(&mut book.person_by_number("34600000001").name);
        book.note_incoming("1", "34600000001", 1000);
        book.add_bubble(
            "1",
            "34600000001",
            Bubble {
                wamid: "wamid.1".to_owned(),
                from_person: true,
                at: 5,
                status: "sent".to_owned(),
                forwarded: false,
                content: Content::text("Hola 👋"),
            },
        );
        save(&path, &book).unwrap();
        let mut read = load(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(read.person_by_number("34600000001").name, "Ana María");
        assert!(read.window_open("1", "34600000001", 1_001_000));
        assert_eq!(
            read.chat("1", "34600000001").unwrap().bubbles[0]
                .content
                .body,
            "Hola 👋"
        );
    }

    #[test]
    fn a_missing_file_is_an_empty_book_and_a_damaged_one_an_error() {
        let path = scratch("damaged.json");
        assert!(load(&path).unwrap().accepted.is_empty());
        std::fs::write(&path, b"{\"accepted\": 7").unwrap();
        let error = load(&path).unwrap_err().to_string();
        std::fs::remove_file(&path).unwrap();
        assert!(error.contains("delete it to start empty"), "{error}");
    }
}
