//! `GET /v1/admin/shops/{shop}/export.jsonl` and `export.csv`: people and opt-ins, streamed.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem;
use futures_util::stream;
use saludo_core::export::{Cursor, Entry, csv, write_header, write_record};
use saludo_core::shops::Slug;
use worker::{Error, Request, Response, ResponseBuilder, Result};

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A record a line, and a last line that says that it was the last.
    Lines,
    /// A table.
    Table,
}

/// What tells a reader of lines that nothing was cut off.
const END: &[u8] = b"{\"type\":\"end\"}\n";

/// The records behind `?after=`, a page after the other as the reader takes them, so that neither
/// the book nor this worker ever holds them all. Whoever was cut off goes on behind the last whole
/// record; only an export from the beginning has a head.
pub(super) async fn get(
    request: &Request,
    shell: &Shell,
    slug: &Slug,
    format: Format,
) -> Result<Response> {
    let url = request.url()?;
    let after = url.query_pairs().find(|(name, _)| name == "after");
    let after = match after.map(|(_, text)| text.parse::<Cursor>()) {
        None => Cursor::START,
        Some(Ok(cursor)) => cursor,
        Some(Err(error)) => {
            return Problem::new(400, "malformed_after", format!("Wrong place: {error}.")).answer();
        }
    };
    let begun = client::post_slice(shell, slug, "/export", b"").await?;
    if begun.status_code() != 204 {
        return Ok(begun);
    }
    let export = Export {
        shell: shell.clone(),
        slug: slug.clone(),
        format,
        is_first: after == Cursor::START,
        after: Some(after),
    };
    let pages = stream::try_unfold(export, |mut export| async move {
        let bytes = export.next().await?;
        Ok::<_, Error>(bytes.map(|bytes| (bytes, export)))
    });
    let (media_type, file) = match format {
        Format::Lines => ("application/jsonl; charset=utf-8", "export.jsonl"),
        Format::Table => ("text/csv; charset=utf-8", "export.csv"),
    };
    ResponseBuilder::new()
        .with_header("Content-Type", media_type)?
        .with_header(
            "Content-Disposition",
            &format!("attachment; filename=\"{slug}-{file}\""),
        )?
        .with_header("Cache-Control", "no-store")?
        .from_stream(pages)
}

struct Export {
    shell: Shell,
    slug: Slug,
    format: Format,
    is_first: bool,
    /// The last record that was written; none behind the end.
    after: Option<Cursor>,
}

impl Export {
    /// The next bytes: never none of them, which some readers take for the end.
    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let mut out = Vec::new();
        if self.format == Format::Table && std::mem::take(&mut self.is_first) {
            out.extend_from_slice(csv::BYTE_ORDER_MARK);
            write_header(&mut out);
        }
        while let Some(after) = self.after.take() {
            let page = self.page(&after).await?;
            let Some(last) = page.lines().last() else {
                if self.format == Format::Lines {
                    out.extend_from_slice(END);
                }
                break;
            };
            self.after = Some(serde_json::from_str::<Entry>(last)?.cursor);
            match self.format {
                Format::Lines => out.extend_from_slice(page.as_bytes()),
                Format::Table => {
                    for line in page.lines() {
                        write_record(&serde_json::from_str(line)?, &mut out);
                    }
                }
            }
            if !out.is_empty() {
                break;
            }
        }
        Ok((!out.is_empty()).then_some(out))
    }

    async fn page(&self, after: &Cursor) -> Result<String> {
        let path = if *after == Cursor::START {
            "/export".to_owned()
        } else {
            format!("/export/after/{after}")
        };
        let mut response = client::get(&self.shell, &self.slug, &path).await?;
        if response.status_code() != 200 {
            return Err(Error::from("the book did not show its people"));
        }
        response.text().await
    }
}
