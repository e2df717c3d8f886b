//! How much memory a long import keeps.

/// Begins the program anew with one arena of glibc's allocator, unless somebody has decided how many there are to be.
///
/// An import reads, judges and sends on threads that free one another's memory. With an arena each, glibc keeps three times as much
/// as is in use; with one, it is as fast and stays small. It can only be told before the program starts.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn use_one_arena() {
    use std::os::unix::process::CommandExt as _;

    const ARENAS: &str = "MALLOC_ARENA_MAX";
    if std::env::var_os(ARENAS).is_some() {
        return;
    }
    let mut arguments = std::env::args_os();
    if let (Ok(program), Some(name)) = (std::env::current_exe(), arguments.next()) {
        // It returns only when it failed, and then it goes on as it is.
        let _ = std::process::Command::new(program).arg0(name).args(arguments).env(ARENAS, "1").exec();
    }
}

/// Other allocators do without.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn use_one_arena() {}
