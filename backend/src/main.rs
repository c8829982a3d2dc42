//! The one program: `podskazka serve` and its helpers.

/// For SQLite, too. The system's own keeps what hashing passwords took once, 20 MiB for each thread that did.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    podskazka::cli::main()
}
