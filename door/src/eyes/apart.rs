//! The program that sees takes no more memory than it needs, and leaves no picture of its memory should it crash: what it looks at
//! are people, and what a camera gives may be anything.
#![expect(unsafe_code, reason = "std has no words for the limits of a process")]

/// Bytes of addresses: the nets, a picture of the largest size in all its forms, and the program itself take less than half of it.
const MEMORY: u64 = 2 << 30;

/// Sets the limits of this process. Called before there is a second thread; what the machine does not allow is left as it is.
pub(super) fn bounded() {
    let (none, most) = (limit(0), limit(MEMORY));
    // SAFETY: the calls read the numbers that are given and change nothing but this process.
    unsafe {
        libc::setrlimit(libc::RLIMIT_CORE, &raw const none);
        libc::setrlimit(libc::RLIMIT_AS, &raw const most);
    }
}

const fn limit(most: u64) -> libc::rlimit {
    libc::rlimit { rlim_cur: most, rlim_max: most }
}
