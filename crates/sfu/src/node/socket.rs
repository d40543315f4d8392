//! The UDP sockets: many datagrams a call.
//!
//! Receiving takes up to [`BATCH`] datagrams per system call. Sending gives the packets of one receiver in one
//! call (`UDP_SEGMENT`): the system call is the price of a packet, encryption is not. This is the one module
//! of the crate with `unsafe`, because the standard library has words for neither.
#![expect(unsafe_code, reason = "recvmmsg and sendmsg with UDP_SEGMENT have no safe interface in std")]

use std::io;
use std::mem;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::os::fd::AsRawFd as _;
use std::ptr;

use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use str0m::net::Transmit;

/// Datagrams per receiving call.
pub const BATCH: usize = 64;

/// The longest datagram received; media packets keep below 1,500 bytes.
const DATAGRAM_BYTES: usize = 2048;

/// The kernel's buffers: a worker that is descheduled for a moment loses nothing.
const BUFFER_BYTES: usize = 8 * 1024 * 1024;

/// Segments and bytes of one sending call; the kernel takes at most 64 and one IP datagram's length.
const SEGMENTS_MAX: usize = 60;
const SEGMENT_SUM_MAX: usize = 60_000;

/// One worker's socket.
pub struct Udp {
    /// The socket; it never waits.
    pub socket: UdpSocket,
    v6: bool,
}

impl Udp {
    /// The port it is bound to.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn port(&self) -> io::Result<u16> {
        self.socket.local_addr().map(|a| a.port())
    }
}

/// Binds one socket per worker to the same port.
///
/// # Errors
/// When the port is taken or not allowed.
pub fn bind_all(ip: IpAddr, port: u16, count: usize) -> io::Result<Vec<Udp>> {
    // Sockets that share a port would also share it with another house on this machine: try alone first.
    let alone = bind(ip, port, false)?;
    let port = alone.port()?;
    if count == 1 {
        return Ok(vec![alone]);
    }
    drop(alone);
    (0..count).map(|_| bind(ip, port, true)).collect()
}

fn bind(ip: IpAddr, port: u16, shared: bool) -> io::Result<Udp> {
    let v6 = ip.is_ipv6();
    let socket = Socket::new(if v6 { Domain::IPV6 } else { Domain::IPV4 }, Type::DGRAM, Some(Protocol::UDP))?;
    if v6 {
        socket.set_only_v6(false)?;
    }
    if shared {
        socket.set_reuse_port(true)?;
    }
    socket.set_nonblocking(true)?;
    // The system may allow less; what it allows is taken.
    for result in [socket.set_recv_buffer_size(BUFFER_BYTES), socket.set_send_buffer_size(BUFFER_BYTES)] {
        if let Err(error) = result {
            tracing::debug!(%error, "the system refused a larger socket buffer");
        }
    }
    socket.bind(&SockAddr::from(SocketAddr::new(ip, port)))?;
    Ok(Udp { socket: socket.into(), v6 })
}

/// Receives in batches into buffers it keeps.
pub struct Receiver {
    bytes: Vec<u8>,
    names: Vec<libc::sockaddr_storage>,
    lens: Vec<(usize, Option<SocketAddr>)>,
}

impl Default for Receiver {
    fn default() -> Self {
        Receiver::new()
    }
}

impl Receiver {
    /// A receiver with room for [`BATCH`] datagrams.
    #[must_use]
    pub fn new() -> Receiver {
        // SAFETY: all-zero bytes are a valid `sockaddr_storage`.
        let empty: libc::sockaddr_storage = unsafe { mem::zeroed() };
        Receiver {
            bytes: vec![0; BATCH * DATAGRAM_BYTES],
            names: vec![empty; BATCH],
            lens: Vec::with_capacity(BATCH),
        }
    }

    /// Receives what is there, up to [`BATCH`] datagrams; 0 when nothing is.
    ///
    /// # Errors
    /// What the system reports, for example that a client's port is closed.
    pub fn receive(&mut self, udp: &Udp) -> io::Result<usize> {
        // SAFETY: all-zero bytes are valid for these plain C structures.
        let mut vectors: [libc::iovec; BATCH] = unsafe { mem::zeroed() };
        // SAFETY: as above.
        let mut headers: [libc::mmsghdr; BATCH] = unsafe { mem::zeroed() };
        let chunks = self.bytes.chunks_exact_mut(DATAGRAM_BYTES);
        for (((chunk, vector), header), name) in
            chunks.zip(&mut vectors).zip(&mut headers).zip(&mut self.names)
        {
            *vector = libc::iovec { iov_base: chunk.as_mut_ptr().cast(), iov_len: chunk.len() };
            header.msg_hdr.msg_name = ptr::from_mut(name).cast();
            header.msg_hdr.msg_namelen = socklen::<libc::sockaddr_storage>();
            header.msg_hdr.msg_iov = vector;
            header.msg_hdr.msg_iovlen = 1;
        }
        // SAFETY: every header points to one vector, one buffer and one name, all of which live until after
        // the call and are not touched otherwise during it.
        let got = unsafe {
            libc::recvmmsg(
                udp.socket.as_raw_fd(),
                headers.as_mut_ptr(),
                libc::c_uint::try_from(BATCH).unwrap_or(1),
                libc::MSG_DONTWAIT,
                ptr::null_mut(),
            )
        };
        self.lens.clear();
        let Ok(got) = usize::try_from(got) else {
            let error = io::Error::last_os_error();
            return if error.kind() == io::ErrorKind::WouldBlock { Ok(0) } else { Err(error) };
        };
        for (header, name) in headers.iter().zip(&self.names).take(got) {
            let cut = header.msg_hdr.msg_flags & libc::MSG_TRUNC != 0;
            let source = if cut { None } else { read_name(name) };
            self.lens.push((header.msg_len as usize, source));
        }
        Ok(got)
    }

    /// The datagrams of the last call.
    pub fn datagrams(&self) -> impl Iterator<Item = (SocketAddr, &[u8])> {
        let chunks = self.bytes.chunks_exact(DATAGRAM_BYTES);
        chunks.zip(&self.lens).filter_map(|(chunk, (len, source))| Some(((*source)?, chunk.get(..*len)?)))
    }
}

fn socklen<T>() -> libc::socklen_t {
    libc::socklen_t::try_from(mem::size_of::<T>()).unwrap_or(0)
}

/// The source of a datagram; addresses of IPv4 inside IPv6 are given as IPv4.
fn read_name(name: &libc::sockaddr_storage) -> Option<SocketAddr> {
    match libc::c_int::from(name.ss_family) {
        libc::AF_INET => {
            // SAFETY: `sockaddr_storage` is aligned for and larger than every address, and this is the
            // family the kernel says it has written.
            let name: &libc::sockaddr_in = unsafe { &*ptr::from_ref(name).cast() };
            let ip = Ipv4Addr::from(u32::from_be(name.sin_addr.s_addr));
            Some(SocketAddr::new(ip.into(), u16::from_be(name.sin_port)))
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let name: &libc::sockaddr_in6 = unsafe { &*ptr::from_ref(name).cast() };
            let ip = Ipv6Addr::from(name.sin6_addr.s6_addr);
            Some(SocketAddr::new(ip.to_canonical(), u16::from_be(name.sin6_port)))
        }
        _ => None,
    }
}

/// Sends the packets of one receiver together.
pub struct Sender {
    batch: Vec<Transmit>,
    sum: usize,
    segments: bool,
    /// Packets the kernel did not take.
    pub lost: u64,
    /// Sending calls.
    pub calls: u64,
}

impl Default for Sender {
    fn default() -> Self {
        Sender::new()
    }
}

impl Sender {
    /// A sender with nothing waiting.
    #[must_use]
    pub fn new() -> Sender {
        Sender { batch: Vec::with_capacity(SEGMENTS_MAX), sum: 0, segments: true, lost: 0, calls: 0 }
    }

    /// Takes a packet; sends what waits first when they do not belong together.
    pub fn push(&mut self, udp: &Udp, transmit: Transmit) {
        let len = transmit.contents.len();
        let fits = match (self.batch.first(), self.batch.last()) {
            (Some(first), Some(last)) => {
                let size = first.contents.len();
                self.segments
                    && first.destination == transmit.destination
                    && last.contents.len() == size
                    && len <= size
                    && self.batch.len() < SEGMENTS_MAX
                    && self.sum + len <= SEGMENT_SUM_MAX
            }
            _ => true,
        };
        if !fits {
            self.flush(udp);
        }
        self.sum += len;
        self.batch.push(transmit);
    }

    /// Sends what waits.
    pub fn flush(&mut self, udp: &Udp) {
        let Some(first) = self.batch.first() else { return };
        let destination = first.destination;
        if self.batch.len() == 1 {
            let contents = &self.batch[0].contents;
            self.calls += 1;
            if udp.socket.send_to(contents, mapped(destination, udp.v6)).is_err() {
                self.lost += 1;
            }
        } else if let Err(error) = self.send_segments(udp, destination) {
            // EIO: the interface cannot segment; EINVAL, EMSGSIZE: larger than its packets.
            if error.raw_os_error() == Some(libc::EIO) || error.raw_os_error() == Some(libc::EINVAL) {
                tracing::info!(%error, "packets are sent one by one from now on");
                self.segments = false;
            }
            if error.kind() == io::ErrorKind::WouldBlock {
                self.lost += self.batch.len() as u64;
            } else {
                self.send_each(udp, destination);
            }
        }
        self.batch.clear();
        self.sum = 0;
    }

    fn send_each(&mut self, udp: &Udp, destination: SocketAddr) {
        for transmit in &self.batch {
            self.calls += 1;
            if udp.socket.send_to(&transmit.contents, mapped(destination, udp.v6)).is_err() {
                self.lost += 1;
            }
        }
    }

    fn send_segments(&mut self, udp: &Udp, destination: SocketAddr) -> io::Result<()> {
        let size = self.batch.first().map_or(0, |t| t.contents.len());
        let size = u16::try_from(size).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        // SAFETY: all-zero bytes are valid for this plain C structure.
        let mut vectors: [libc::iovec; SEGMENTS_MAX] = unsafe { mem::zeroed() };
        for (vector, transmit) in vectors.iter_mut().zip(&self.batch) {
            vector.iov_base = transmit.contents.as_ptr().cast_mut().cast();
            vector.iov_len = transmit.contents.len();
        }
        let name = SockAddr::from(mapped(destination, udp.v6));
        let mut control = Control([0; 64]);
        // SAFETY: all-zero bytes are a valid `msghdr`.
        let mut header: libc::msghdr = unsafe { mem::zeroed() };
        header.msg_name = name.as_ptr().cast_mut().cast();
        header.msg_namelen = name.len();
        header.msg_iov = vectors.as_mut_ptr();
        header.msg_iovlen = self.batch.len().min(SEGMENTS_MAX) as _;
        header.msg_control = control.0.as_mut_ptr().cast();
        let value = libc::c_uint::try_from(mem::size_of::<u16>()).unwrap_or(2);
        // SAFETY: `control` is aligned and larger than the space of one `u16`; the macros are given the
        // header that points to it, and write inside it only. The kernel reads names, vectors and contents,
        // all of which outlive the call.
        let sent = unsafe {
            header.msg_controllen = libc::CMSG_SPACE(value) as _;
            let message = libc::CMSG_FIRSTHDR(&raw const header);
            if message.is_null() {
                return Err(io::Error::from(io::ErrorKind::InvalidInput));
            }
            (*message).cmsg_level = libc::SOL_UDP;
            (*message).cmsg_type = libc::UDP_SEGMENT;
            (*message).cmsg_len = libc::CMSG_LEN(value) as _;
            ptr::write_unaligned(libc::CMSG_DATA(message).cast::<u16>(), size);
            libc::sendmsg(udp.socket.as_raw_fd(), &raw const header, libc::MSG_DONTWAIT)
        };
        self.calls += 1;
        if sent < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }
}

/// Room for control messages, aligned as the kernel wants it.
#[repr(align(8))]
struct Control([u8; 64]);

fn mapped(address: SocketAddr, v6: bool) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v6 => SocketAddr::new(IpAddr::V6(v4.ip().to_ipv6_mapped()), v4.port()),
        other => other,
    }
}
