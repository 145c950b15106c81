//! What the platform has and the `worker` crate lacks.

use js_sys::{ArrayBuffer, Promise, Reflect, Uint8Array};
use saludo_core::config::Jurisdiction;
use saludo_core::time::Millis;
use std::cell::OnceCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::{Date, Env, ObjectNamespace, Result, Storage, web_sys};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = js_sys::Object)]
    type SyncStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &SyncStorage,
        closure: &mut dyn FnMut() -> std::result::Result<(), JsValue>,
    ) -> std::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setAlarm)]
    fn set_alarm(this: &SyncStorage, at: f64) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(extends = js_sys::Object)]
    type Books;

    #[wasm_bindgen(method, catch)]
    fn jurisdiction(this: &Books, name: &str) -> std::result::Result<Books, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getByName)]
    fn get_by_name(this: &Books, name: &str) -> std::result::Result<Book, JsValue>;

    /// A way to a book, for one request.
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Book;

    #[wasm_bindgen(method, catch, js_name = fetch)]
    fn fetch_raw(
        this: &Book,
        url: &str,
        init: &web_sys::RequestInit,
    ) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn get_random_values(buffer: &mut [u8]) -> std::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn subtle_import_key(
        format: &str,
        key: &Uint8Array,
        algorithm: &js_sys::Object,
        extractable: bool,
        usages: &js_sys::Array,
    ) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = verify, catch)]
    fn subtle_verify(
        algorithm: &str,
        key: &JsValue,
        signature: &Uint8Array,
        data: &ArrayBuffer,
    ) -> std::result::Result<Promise, JsValue>;
}

/// Runs `change` in one transaction: all of it is kept, or, where it fails, none.
pub(crate) fn transaction<T, E: From<worker::Error>>(
    storage: &Storage,
    change: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let mut change = Some(change);
    let mut outcome = None;
    let committed = storage
        .as_raw()
        .unchecked_ref::<SyncStorage>()
        .transaction_sync(&mut || {
            let result = change.take().map(|change| change());
            let failed = !matches!(result, Some(Ok(_)));
            outcome = result;
            // Throwing is how a transaction is told to roll back.
            if failed {
                Err(JsValue::from_str("rolled back"))
            } else {
                Ok(())
            }
        });
    match (outcome, committed) {
        (Some(Ok(value)), Ok(_)) => Ok(value),
        (Some(Err(error)), _) => Err(error),
        (_, Err(error)) => Err(worker::Error::from(error).into()),
        (None, Ok(_)) => Err(worker::Error::from("the transaction did not run").into()),
    }
}

/// Sets the alarm. Inside a transaction it is rolled back with it; the promise is not awaited,
/// because the write is part of what the platform commits before any answer leaves.
pub(crate) fn set_alarm(storage: &Storage, at: Millis) -> Result<()> {
    #[expect(clippy::cast_precision_loss, reason = "moments are far below 2^53")]
    let at = at as f64;
    let _written = storage
        .as_raw()
        .unchecked_ref::<SyncStorage>()
        .set_alarm(at)?;
    Ok(())
}

impl Book {
    /// Asks it something.
    pub(crate) async fn fetch(
        &self,
        url: &str,
        init: &web_sys::RequestInit,
    ) -> Result<web_sys::Response> {
        let answer = JsFuture::from(self.fetch_raw(url, init)?).await?;
        Ok(answer.dyn_into()?)
    }
}

thread_local! {
    /// Where the books are: the same for as long as the isolate lives.
    static BOOKS: OnceCell<Books> = const { OnceCell::new() };
}

/// The book of a shop. Where it lives is part of its identity, so this is the one way to it.
pub(crate) fn book(
    env: &Env,
    jurisdiction: Jurisdiction,
    development: bool,
    slug: &str,
) -> Result<Book> {
    BOOKS.with(|books| {
        if books.get().is_none() {
            // Nobody else can have set it meanwhile: an isolate has one thread.
            let _ = books.set(all_books(env, jurisdiction, development)?);
        }
        let books = books.get().ok_or("there is no place for books")?;
        Ok(books.get_by_name(slug)?)
    })
}

fn all_books(env: &Env, jurisdiction: Jurisdiction, development: bool) -> Result<Books> {
    let books: ObjectNamespace = env.durable_object("BOOK")?;
    let books: Books = JsValue::from(books).unchecked_into();
    let region = match jurisdiction {
        Jurisdiction::Eu => "eu",
        Jurisdiction::Us => "us",
        Jurisdiction::Anywhere => return Ok(books),
    };
    match books.jurisdiction(region) {
        Ok(within) => Ok(within),
        // Local workerd knows no jurisdictions.
        Err(_) if development => Ok(books),
        Err(error) => Err(error.into()),
    }
}

/// The time.
pub(crate) fn now() -> Millis {
    Millis::try_from(Date::now().as_millis()).unwrap_or(Millis::MAX)
}

/// Random bytes from the platform's generator.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    get_random_values(&mut bytes)?;
    Ok(bytes)
}

/// A key for [`hmac_signs`]. It may be kept while the isolate lives.
pub(crate) async fn hmac_key(secret: &str) -> Result<JsValue> {
    let algorithm = js_sys::Object::new();
    Reflect::set(&algorithm, &"name".into(), &"HMAC".into())?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into())?;
    let secret = Uint8Array::from(secret.as_bytes());
    let usages = js_sys::Array::of1(&"verify".into());
    let key = subtle_import_key("raw", &secret, &algorithm, false, &usages)?;
    Ok(JsFuture::from(key).await?)
}

/// Whether `signature` is the HMAC-SHA256 of `body`, by WebCrypto: in machine code, and the body stays
/// out of WebAssembly's memory, which never shrinks.
pub(crate) async fn hmac_signs(
    key: &JsValue,
    body: &ArrayBuffer,
    signature: &[u8],
) -> Result<bool> {
    let verified = subtle_verify("HMAC", key, &Uint8Array::from(signature), body)?;
    Ok(JsFuture::from(verified).await?.is_truthy())
}
