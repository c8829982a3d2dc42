//! The one program: `podskazka serve` and its helpers.

fn main() -> std::process::ExitCode {
    podskazka::cli::main()
}
