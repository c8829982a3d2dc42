//! The one program: `podskazka serve` and its helpers.

fn main() -> std::process::ExitCode {
    give_back();
    podskazka::cli::main()
}

/// Lets glibc give large blocks back to the system as soon as they are free, a password's hash (19 MiB) above all. By
/// itself it would raise its bound with the first such block, and keep one for each thread from then on.
#[cfg(target_env = "gnu")]
fn give_back() {
    const LARGE: libc::c_int = 1024 * 1024;
    #[expect(unsafe_code, reason = "the C library's settings have no other way in")]
    // SAFETY: it only sets a number of the allocator, before there is another thread.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
    }
}

#[cfg(not(target_env = "gnu"))]
fn give_back() {}
