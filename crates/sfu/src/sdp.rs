//! Small views on session descriptions.
//!
//! str0m negotiates; what it has no words for is read from and written into the text here: the stream ids by
//! which LiveKit clients find a track, unused sections, and the order of codecs.

use std::fmt::Write as _;

/// The longest description that is looked at, in bytes.
pub const SDP_BYTES_MAX: usize = 512 * 1024;

/// The largest number of sections in one description.
pub const SECTIONS_MAX: usize = 512;

/// Which way media flows, seen from the writer of the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The writer sends.
    Send,
    /// The writer receives.
    Receive,
    /// Both.
    Both,
    /// Nothing flows.
    None,
}

/// What a section carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
    /// Data channels.
    Data,
}

/// One `m=` section of a client's offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its `a=mid`.
    pub mid: String,
    /// What it carries.
    pub content: Content,
    /// Its direction; an absent one means both.
    pub flow: Flow,
    /// The track part of `a=msid`, which LiveKit clients call the cid.
    pub track: Option<String>,
    /// Whether simulcast layers are offered by rid.
    pub simulcast: bool,
}

/// Reads the sections of a description; too many, or none, is `None`.
#[must_use]
pub fn sections(sdp: &str) -> Option<Vec<Section>> {
    if sdp.len() > SDP_BYTES_MAX {
        return None;
    }
    let mut found: Vec<Section> = Vec::new();
    for line in sdp.lines() {
        if let Some(media) = line.strip_prefix("m=") {
            if found.len() >= SECTIONS_MAX {
                return None;
            }
            let content = match media.split(' ').next()? {
                "audio" => Content::Audio,
                "video" => Content::Video,
                _ => Content::Data,
            };
            let flow = Flow::Both;
            found.push(Section { mid: String::new(), content, flow, track: None, simulcast: false });
        } else if let (Some(section), Some(attribute)) = (found.last_mut(), line.strip_prefix("a=")) {
            read_attribute(section, attribute);
        }
    }
    (!found.is_empty()).then_some(found)
}

fn read_attribute(section: &mut Section, attribute: &str) {
    match attribute {
        "sendonly" => section.flow = Flow::Send,
        "recvonly" => section.flow = Flow::Receive,
        "inactive" => section.flow = Flow::None,
        _ => {}
    }
    if let Some(mid) = attribute.strip_prefix("mid:") {
        mid.clone_into(&mut section.mid);
    } else if let Some(msid) = attribute.strip_prefix("msid:") {
        section.track = msid.split(' ').nth(1).map(str::to_owned);
    } else if attribute.starts_with("simulcast:") {
        section.simulcast = true;
    } else if section.track.is_none()
        && attribute.starts_with("ssrc:")
        && let Some((_, msid)) = attribute.split_once(" msid:")
    {
        section.track = msid.split(' ').nth(1).map(str::to_owned);
    }
}

/// What is to be changed in one section of our own description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// `stream track`: the section carries this track.
    pub msid: Option<String>,
    /// The section carries nothing now.
    pub inactive: bool,
    /// This codec is listed first, for example `H264`.
    pub codec: Option<String>,
}

/// Writes the edits into our own description; `edit` is asked once per section, by its mid.
#[must_use]
pub fn edit(sdp: &str, ufrag: Option<(&str, &str)>, mut edit: impl FnMut(&str) -> Edit) -> String {
    let mut out = String::with_capacity(sdp.len() + 256);
    let mut lines = sdp.lines().peekable();
    while let Some(line) = lines.peek() {
        if line.starts_with("m=") {
            break;
        }
        write_line(&mut out, line, ufrag);
        lines.next();
    }
    let mut section: Vec<&str> = Vec::new();
    for line in lines {
        if line.starts_with("m=") && !section.is_empty() {
            write_section(&mut out, &section, ufrag, &mut edit);
            section.clear();
        }
        section.push(line);
    }
    if !section.is_empty() {
        write_section(&mut out, &section, ufrag, &mut edit);
    }
    out
}

fn write_section(
    out: &mut String,
    lines: &[&str],
    ufrag: Option<(&str, &str)>,
    edit: &mut impl FnMut(&str) -> Edit,
) {
    let mid = lines.iter().find_map(|l| l.strip_prefix("a=mid:")).unwrap_or_default();
    let edit = edit(mid);
    let first = lines.first().copied().unwrap_or_default();
    match &edit.codec {
        Some(codec) => write_line(out, &prefer(first, lines, codec), ufrag),
        None => write_line(out, first, ufrag),
    }
    for line in lines.iter().skip(1) {
        if edit.inactive {
            match *line {
                "a=sendonly" | "a=recvonly" | "a=sendrecv" => write_line(out, "a=inactive", ufrag),
                _ if line.starts_with("a=msid:") || line.starts_with("a=ssrc") => {}
                _ => write_line(out, line, ufrag),
            }
        } else if let Some(msid) = &edit.msid {
            if line.starts_with("a=msid:") {
                write_line(out, &format!("a=msid:{msid}"), ufrag);
            } else if line.starts_with("a=ssrc:")
                && let Some((ssrc, _)) = line.split_once(" msid:")
            {
                write_line(out, &format!("{ssrc} msid:{msid}"), ufrag);
            } else {
                write_line(out, line, ufrag);
            }
        } else {
            write_line(out, line, ufrag);
        }
    }
}

/// The `m=` line with the payload types of `codec` (and their retransmissions) in front.
fn prefer(media: &str, lines: &[&str], codec: &str) -> String {
    let mut words: Vec<&str> = media.split(' ').collect();
    if words.len() <= 3 {
        return media.to_owned();
    }
    let types = words.split_off(3);
    let named = |pt: &str| {
        lines.iter().any(|line| {
            line.strip_prefix("a=rtpmap:").and_then(|rest| rest.split_once(' ')).is_some_and(
                |(found, map)| {
                    found == pt && map.split('/').next().is_some_and(|name| name.eq_ignore_ascii_case(codec))
                },
            )
        })
    };
    let resends = |pt: &str| {
        lines.iter().find_map(|line| {
            let (found, rest) = line.strip_prefix("a=fmtp:")?.split_once(' ')?;
            (found == pt).then(|| rest.strip_prefix("apt=")).flatten()
        })
    };
    let first = |pt: &&str| named(pt) || resends(pt).is_some_and(named);
    let mut order: Vec<&str> = types.iter().copied().filter(first).collect();
    order.extend(types.iter().copied().filter(|pt| !first(pt)));
    words.extend(order);
    words.join(" ")
}

fn write_line(out: &mut String, line: &str, ufrag: Option<(&str, &str)>) {
    // Writing to a String cannot fail.
    let written = match ufrag {
        Some((ufrag, _)) if line.starts_with("a=ice-ufrag:") => write!(out, "a=ice-ufrag:{ufrag}\r\n"),
        Some((_, pass)) if line.starts_with("a=ice-pwd:") => write!(out, "a=ice-pwd:{pass}\r\n"),
        _ => write!(out, "{line}\r\n"),
    };
    debug_assert!(written.is_ok());
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\na=group:BUNDLE 0 1\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103\r\na=mid:0\r\na=sendonly\r\na=msid:s cid-1\r\n\
        a=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\na=rtpmap:102 H264/90000\r\n\
        a=rtpmap:103 rtx/90000\r\na=fmtp:103 apt=102\r\na=ssrc:5 cname:x\r\na=ssrc:5 msid:s t\r\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n";

    #[test]
    fn sections_are_read_with_direction_and_track() {
        let read = sections(OFFER).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].flow, read[0].track.as_deref()), (Flow::Send, Some("cid-1")));
        assert_eq!(read[1].content, Content::Data);
    }

    #[test]
    fn a_preferred_codec_comes_first_with_its_resends() {
        let out = edit(OFFER, None, |_| Edit { codec: Some("h264".into()), ..Edit::default() });
        assert!(out.contains("m=video 9 UDP/TLS/RTP/SAVPF 102 103 96 97\r\n"), "{out}");
    }

    #[test]
    fn an_unused_section_becomes_inactive_and_names_no_source() {
        let out = edit(OFFER, Some(("u", "p")), |_| Edit { inactive: true, ..Edit::default() });
        assert!(out.contains("a=inactive") && !out.contains("a=ssrc:") && !out.contains("a=msid:"));
    }

    #[test]
    fn a_used_section_names_the_track_everywhere() {
        let out = edit(OFFER, None, |_| Edit { msid: Some("PA_1|TR_1 TR_1".into()), ..Edit::default() });
        assert!(
            out.contains("a=msid:PA_1|TR_1 TR_1\r\n") && out.contains("a=ssrc:5 msid:PA_1|TR_1 TR_1\r\n")
        );
    }
}
