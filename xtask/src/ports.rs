//! Ports on this machine.

use std::{
    io::{self, ErrorKind},
    net::{Ipv4Addr, Ipv6Addr, TcpListener},
    ops::Range,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Result, bail};

/// Whether both addresses of `localhost` are free on this port.
/// Both, because a browser may try either and would meet the other program there.
pub fn is_free(port: u16) -> bool {
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, port));
    let busy = |error: io::Error| error.kind() == ErrorKind::AddrInUse;
    v4.is_ok() && !v6.is_err_and(busy)
}

/// Where [`pick`] looks: below the ports that systems give to outgoing connections, any of which
/// could otherwise take the port before the server that it was picked for.
const RANGE: Range<u16> = 20_000..32_000;

/// A port that is free and that nobody else in this process was given.
///
/// # Errors
/// When none is free.
pub fn pick() -> Result<u16> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let length = u32::from(RANGE.end - RANGE.start);
    // Processes begin at different places, so that two of them hardly ever meet.
    let first = process::id().wrapping_mul(97);
    for _ in 0..length {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = RANGE.start + u16::try_from(first.wrapping_add(step) % length)?;
        if is_free(port) {
            return Ok(port);
        }
    }
    bail!(
        "no free port on 127.0.0.1 from {} to {}",
        RANGE.start,
        RANGE.end
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_busy_while_someone_listens() -> Result<()> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        assert!(!is_free(port));
        drop(listener);
        assert!(is_free(port));
        Ok(())
    }

    #[test]
    fn picked_ports_are_free_and_differ() -> Result<()> {
        let (one, other) = (pick()?, pick()?);
        assert_ne!(one, other);
        assert!(is_free(one) && is_free(other));
        Ok(())
    }
}
