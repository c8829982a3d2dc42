//! Turns the compiled browser app into the folder that the server serves: JavaScript glue, `wasm-opt`, names that
//! carry a hash of the content, brotli and gzip beside each file, and a budget for the first load.

mod bundle;
mod pack;
mod place;
mod refs;
mod split;
mod wasm;

use anyhow::{Context, Result};
use clap::Parser;
use std::{path::PathBuf, process::ExitCode};

/// What a change of this program must invalidate: its own text stands among the inputs.
const SOURCES: &[&str] = &[
    include_str!("main.rs"),
    include_str!("bundle.rs"),
    include_str!("pack.rs"),
    include_str!("place.rs"),
    include_str!("refs.rs"),
    include_str!("split.rs"),
    include_str!("wasm.rs"),
    include_str!("../Cargo.toml"),
];

#[derive(Parser)]
#[command(
    name = "podskazka-bundle",
    about = "Bundles the browser app into a folder for the server"
)]
struct Args {
    /// The app as cargo built it for wasm32-unknown-unknown
    #[arg(long, default_value = "target/wasm32-unknown-unknown/wasm/podskazka-app.wasm")]
    wasm: PathBuf,
    /// The page's template
    #[arg(long, default_value = "frontend/index.html")]
    index: PathBuf,
    /// Styles, icons, the service worker; may be missing
    #[arg(long, default_value = "frontend/assets")]
    assets: PathBuf,
    /// The folder to replace
    #[arg(long, default_value = "frontend/dist")]
    out: PathBuf,
    /// binaryen's optimiser, from npm
    #[arg(long, default_value = "frontend/node_modules/.bin/wasm-opt")]
    wasm_opt: PathBuf,
    /// The most that the first load may weigh in brotli, in KB of 1000 bytes
    #[arg(long, default_value_t = 200)]
    budget_kb: usize,
    /// Quick and readable: no wasm-opt, no compression, no budget, function names kept
    #[arg(long)]
    dev: bool,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("podskazka-bundle: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<ExitCode> {
    let app = std::fs::read(&args.wasm)
        .with_context(|| format!("no app at {}; `make` builds it first", args.wasm.display()))?;
    let index =
        std::fs::read_to_string(&args.index).with_context(|| format!("reading {}", args.index.display()))?;
    let assets = place::read_assets(&args.assets)?;
    let inputs = fingerprint(args, &app, &index, &assets);

    if let Some(description) = place::unchanged(&args.out, &inputs) {
        let weight = description
            .get("first_load_brotli_bytes")
            .and_then(serde_json::Value::as_u64);
        let weight = weight.and_then(|bytes| usize::try_from(bytes).ok());
        println!("{} is up to date", args.out.display());
        return Ok(pack::judge(weight, args.budget_kb));
    }

    let app = wasm::bind(&app, args.dev)?;
    let app = if args.dev {
        app
    } else {
        wasm::optimise(app, &args.wasm_opt)?
    };
    let bundle = bundle::assemble(app, &index, assets)?;
    let packed = pack::pack(&bundle.files, args.dev)?;
    let weight = (!args.dev).then(|| pack::weight(&packed, &bundle.first_load));

    place::replace(&args.out, &packed, &bundle.describe(&inputs, weight))?;
    print!("{}", pack::table(&packed));
    Ok(pack::judge(weight, args.budget_kb))
}

fn fingerprint(args: &Args, app: &[u8], index: &str, assets: &bundle::Files) -> String {
    let mut all = refs::Hasher::default();
    for source in SOURCES {
        all.add(source.as_bytes());
    }
    // binaryen's version: its launcher is too big to hash each time, its package.json is not.
    let optimiser = args
        .wasm_opt
        .ancestors()
        .nth(2)
        .map(|modules| modules.join("binaryen/package.json"));
    all.add(
        &optimiser
            .and_then(|path| std::fs::read(path).ok())
            .unwrap_or_default(),
    );
    all.add(if args.dev { b"dev" } else { b"release" });
    all.add(app);
    all.add(index.as_bytes());
    for (name, content) in assets {
        all.add(name.as_bytes());
        all.add(content);
    }
    all.finish()
}
