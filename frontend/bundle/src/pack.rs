//! Compression, sizes and the budget.

use crate::bundle::Files;
use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use std::{fmt::Write as _, io::Write as _, process::ExitCode};

/// Images and fonts are compressed already.
const COMPRESSIBLE: &[&str] = &[
    "css",
    "html",
    "ico",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];

pub struct Packed<'a> {
    pub path: &'a str,
    pub raw: &'a [u8],
    /// Missing where it would not be smaller than the file itself.
    pub gzip: Option<Vec<u8>>,
    pub brotli: Option<Vec<u8>>,
}

/// Compresses each file as hard as it goes: it is done once and sent many times.
pub fn pack(files: &Files, dev: bool) -> Result<Vec<Packed<'_>>> {
    std::thread::scope(|scope| {
        let jobs: Vec<_> = files
            .iter()
            .map(|(path, raw)| scope.spawn(move || pack_one(path, raw, dev)))
            .collect();
        jobs.into_iter()
            .map(|job| {
                job.join()
                    .unwrap_or_else(|_| Err(anyhow::anyhow!("compression panicked")))
            })
            .collect()
    })
}

fn pack_one<'a>(path: &'a str, raw: &'a [u8], dev: bool) -> Result<Packed<'a>> {
    let compressible = path
        .rsplit_once('.')
        .is_some_and(|(_, extension)| COMPRESSIBLE.contains(&extension));
    if dev || !compressible {
        return Ok(Packed {
            path,
            raw,
            gzip: None,
            brotli: None,
        });
    }
    let smaller = |packed: Vec<u8>| (packed.len() < raw.len()).then_some(packed);
    Ok(Packed {
        path,
        raw,
        gzip: smaller(gzip(raw)?),
        brotli: smaller(brotli(raw)?),
    })
}

fn gzip(raw: &[u8]) -> Result<Vec<u8>> {
    // No time and no name in the header: equal inputs give equal bytes.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(raw)?;
    Ok(encoder.finish()?)
}

fn brotli(raw: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: raw.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*raw, &mut packed, &params)?;
    Ok(packed)
}

/// What the first load weighs on the wire, in bytes.
pub fn weight(packed: &[Packed<'_>], first_load: &[String]) -> usize {
    let of = |file: &Packed<'_>| file.brotli.as_ref().map_or(file.raw.len(), Vec::len);
    let files = packed
        .iter()
        .filter(|file| first_load.iter().any(|path| path == file.path));
    files.map(of).sum()
}

/// One line a file: bytes as they are, in gzip and in brotli.
pub fn table(packed: &[Packed<'_>]) -> String {
    let width = packed
        .iter()
        .map(|file| file.path.len())
        .max()
        .unwrap_or_default();
    let mut lines = format!("{:width$} {:>9} {:>9} {:>9}\n", "file", "raw", "gzip", "brotli");
    for file in packed {
        let size = |content: &Option<Vec<u8>>| {
            content
                .as_ref()
                .map_or("-".to_owned(), |bytes| bytes.len().to_string())
        };
        let (raw, gzip, brotli) = (file.raw.len(), size(&file.gzip), size(&file.brotli));
        // Writing to a String cannot fail.
        _ = writeln!(lines, "{:width$} {raw:>9} {gzip:>9} {brotli:>9}", file.path);
    }
    lines
}

/// Prints the first load against its budget; a development bundle has no weight and no budget.
pub fn judge(weight: Option<usize>, budget_kb: usize) -> ExitCode {
    let Some(weight) = weight else {
        return ExitCode::SUCCESS;
    };
    let verdict = verdict(weight, budget_kb);
    println!("{verdict}");
    if weight > budget_kb * 1000 {
        eprintln!("podskazka-bundle: the first load is over its budget");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn verdict(weight: usize, budget_kb: usize) -> String {
    let kb = |bytes: usize| format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100);
    let budget = budget_kb * 1000;
    let (word, difference) = match weight.checked_sub(budget) {
        None | Some(0) => ("left", budget.saturating_sub(weight)),
        Some(over) => ("OVER", over),
    };
    format!(
        "first load {} in brotli, budget {budget_kb} KB, {} {word}",
        kb(weight),
        kb(difference)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let text = "страница ".repeat(200);
        [
            ("index.html", text.as_bytes()),
            ("assets/a.css", b"a{}"),
            ("assets/i.png", &[0; 500]),
        ]
        .map(|(path, content)| (path.to_owned(), content.to_vec()))
        .into()
    }

    #[test]
    fn text_is_packed_pictures_and_what_would_grow_are_not() {
        let files = files();
        let packed = pack(&files, false).unwrap();
        let of = |path: &str| packed.iter().find(|file| file.path == path).unwrap();
        assert!(of("index.html").brotli.is_some() && of("index.html").gzip.is_some());
        assert!(of("assets/i.png").brotli.is_none() && of("assets/a.css").brotli.is_none());
    }

    #[test]
    fn what_is_packed_unpacks_to_the_same_bytes() {
        let raw = "раз два ".repeat(3000).into_bytes();
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut brotli(&raw).unwrap().as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, raw);
        let mut unpacked = Vec::new();
        let mut decoder = flate2::write::GzDecoder::new(&mut unpacked);
        decoder.write_all(&gzip(&raw).unwrap()).unwrap();
        decoder.finish().unwrap();
        assert_eq!(unpacked, raw);
    }

    #[test]
    fn the_weight_counts_only_the_first_load_and_raw_where_nothing_is_packed() {
        let files = files();
        let packed = pack(&files, false).unwrap();
        assert_eq!(weight(&packed, &["assets/a.css".to_owned()]), 3);
        assert!(weight(&packed, &["index.html".to_owned(), "assets/a.css".to_owned()]) < 200);
    }

    #[test]
    fn the_verdict_says_how_much_is_left_or_over() {
        assert_eq!(
            verdict(150_000, 200),
            "first load 150.0 KB in brotli, budget 200 KB, 50.0 KB left"
        );
        assert_eq!(
            verdict(200_000, 200),
            "first load 200.0 KB in brotli, budget 200 KB, 0.0 KB left"
        );
        assert_eq!(
            verdict(201_240, 200),
            "first load 201.2 KB in brotli, budget 200 KB, 1.2 KB OVER"
        );
    }
}
