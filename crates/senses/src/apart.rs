//! The program sets itself apart before it hears or reads anything: behind others for the processor, without a network, and without
//! a picture of its memory should it crash. What the machine does not allow is left as it is.
#![expect(
    unsafe_code,
    reason = "std has no words for the priority, the namespaces and the limits of a process"
)]

/// Does all of it, for this process and those that it starts, so far behind others (0 to 19). Call it before there is a second thread.
pub fn settle(behind: i32) {
    // SAFETY: these calls take numbers alone and change nothing but this process.
    unsafe {
        libc::setpriority(libc::PRIO_PROCESS, 0, behind);
        let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        libc::setrlimit(libc::RLIMIT_CORE, &raw const none);
        #[cfg(target_os = "linux")]
        {
            libc::prctl(libc::PR_SET_DUMPABLE, 0);
            // Whoever may not make a network of his own may often make users of his own first.
            if libc::unshare(libc::CLONE_NEWNET) != 0 {
                libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNET);
            }
        }
    }
}

/// Takes no more memory than so many bytes.
pub fn bounded(bytes: u64) {
    let most = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    // SAFETY: it reads the numbers that are given and changes nothing but this process.
    unsafe {
        libc::setrlimit(libc::RLIMIT_AS, &raw const most);
    }
}
