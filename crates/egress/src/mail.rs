//! Mail through a relay, over an encrypted connection or not at all.

use connectors::{Refused, Why};
use ground::config::Secret;
use ground::{Because, Fault, Timestamp};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::error::Error as _;
use std::time::{Duration, UNIX_EPOCH};

use crate::SendRefused;
use crate::courier::Mail;
use crate::invitation::Method;

/// The longest that the relay may take for one answer, and for all of them.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const DONE_WITHIN: Duration = Duration::from_secs(40);

/// A mail relay as the keeper configured it.
#[derive(Clone, Debug)]
pub struct MailRelay {
    /// Its name, which its certificate must carry.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// When the encryption begins.
    pub security: Security,
    /// Name and password, where it wants them.
    pub credentials: Option<(String, Secret)>,
    /// The address that mail comes from.
    pub from: String,
    /// Certificate authorities in PEM; no others are believed then.
    pub authority: Option<Vec<u8>>,
}

/// When the encryption begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Security {
    /// With the first byte.
    Tls,
    /// By STARTTLS, before anything is said; a relay that does not offer it gets nothing.
    Starttls,
}

/// The relay, ready to carry.
pub(crate) struct Relay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Relay {
    pub(crate) fn new(settings: &MailRelay) -> Result<Self, Fault> {
        let from: Address = settings.from.parse().because("reading connectors.mail_from")?;
        let mut tls = TlsParameters::builder(settings.host.clone());
        if let Some(pem) = &settings.authority {
            let authority = Certificate::from_pem(pem).because("reading connectors.mail_ca")?;
            tls = tls.certificate_store(CertificateStore::None).add_root_certificate(authority);
        }
        let tls = tls.build().because("preparing the encryption of mail")?;
        let tls = match settings.security {
            Security::Tls => Tls::Wrapper(tls),
            Security::Starttls => Tls::Required(tls),
        };
        // Introduces itself by the domain of its address; the name of the machine is nobody's business.
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(tls)
            .hello_name(ClientId::Domain(from.domain().to_owned()))
            .timeout(Some(ANSWER_WITHIN));
        if let Some((name, password)) = &settings.credentials {
            transport = transport.credentials(Credentials::new(name.clone(), password.reveal().to_owned()));
        }
        Ok(Self { transport: transport.build(), from: Mailbox::new(None, from) })
    }

    /// The address that mail comes from.
    pub(crate) fn sender(&self) -> &str {
        self.from.email.as_ref()
    }

    /// The letter as it leaves.
    pub(crate) fn letter(&self, mail: &Mail<'_>, at: Timestamp) -> Result<Message, SendRefused> {
        let head = self.head(mail, at)?.header(ContentType::TEXT_PLAIN);
        Ok(head.body(mail.text.to_owned()).because("writing a mail")?)
    }

    /// The same with a calendar file, which says the same to programs (RFC 6047, 2.4). Whoever reads it in neither way reads the text.
    pub(crate) fn with_calendar(
        &self,
        mail: &Mail<'_>,
        (method, file): (Method, &str),
        at: Timestamp,
    ) -> Result<Message, SendRefused> {
        let kind = format!("text/calendar; charset=utf-8; method={}", method.word());
        let kind = ContentType::parse(&kind).because("naming a calendar file")?;
        let file = SinglePart::builder().header(kind).body(file.to_owned());
        let both =
            MultiPart::alternative().singlepart(SinglePart::plain(mail.text.to_owned())).singlepart(file);
        Ok(self.head(mail, at)?.multipart(both).because("writing a mail with a calendar file")?)
    }

    fn head(&self, mail: &Mail<'_>, at: Timestamp) -> Result<MessageBuilder, SendRefused> {
        let to =
            mail.to.parse().map_err(|_| SendRefused::Refused(Refused::new(Why::Addressee, "address")))?;
        let id: String = ground::ids::fresh_bytes(at).iter().map(|byte| format!("{byte:02x}")).collect();
        let moment = UNIX_EPOCH + Duration::from_micros(at.micros().max(0).unsigned_abs());
        Ok(Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.title)
            .date(moment)
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain()))))
    }

    /// Gives the letter to the relay.
    pub(crate) async fn carry(&self, letter: Message) -> Result<(), SendRefused> {
        match tokio::time::timeout(DONE_WITHIN, self.transport.send(letter)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(refused(&error)),
            Err(_) => Err(SendRefused::Unreachable),
        }
    }
}

fn refused(error: &Error) -> SendRefused {
    if let Some(code) = error.status() {
        let code = u16::from(code);
        return SendRefused::Refused(Refused::new(why(code), &format!("smtp-{code}")));
    }
    if is_about_certificates(error) || error.is_tls() {
        return SendRefused::Refused(Refused::new(Why::Encryption, "tls"));
    }
    if error.is_client() {
        // Before anything was said: no STARTTLS is offered, or no way to sign in that both know.
        let is_key = error.source().is_some_and(|cause| cause.to_string().contains("authentication"));
        let (why, said) = if is_key { (Why::Key, "auth") } else { (Why::Encryption, "starttls") };
        return SendRefused::Refused(Refused::new(why, said));
    }
    SendRefused::Unreachable
}

/// The library tells a failed handshake as one of input and output, whose data are not valid.
fn is_about_certificates(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(next) = cause {
        let io = next.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData) {
            return true;
        }
        cause = next.source();
    }
    false
}

/// RFC 5321 and 4954.
const fn why(code: u16) -> Why {
    match code {
        400..=499 => Why::Busy,
        530 | 534 | 535 | 538 => Why::Key,
        550 | 551 | 553 => Why::Addressee,
        552 | 554 => Why::Content,
        _ => Why::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Purpose;

    fn relay() -> Relay {
        let (host, from) = ("relay.example".to_owned(), "house@house.example".to_owned());
        let security = Security::Tls;
        Relay::new(&MailRelay { host, port: 465, security, credentials: None, from, authority: None })
            .unwrap()
    }

    #[tokio::test]
    async fn a_letter_with_a_calendar_file_says_both_and_a_line_in_its_title_adds_no_header() {
        let mail = Mail {
            to: "wang@example.org",
            title: "会议\r\nBcc: other@example.org",
            text: "请打开链接",
            code: None,
            purpose: Purpose::OutsideInvitation,
            fields: &[],
        };
        let file = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
        let letter = relay().with_calendar(&mail, (Method::Cancel, file), Timestamp::from_micros(0)).unwrap();
        let envelope = letter.envelope().clone();
        let written = String::from_utf8(letter.formatted()).unwrap();
        let (head, body) = written.split_once("\r\n\r\n").unwrap();
        assert!(!head.to_lowercase().contains("\r\nbcc:"), "{head}");
        assert_eq!(envelope.to().len(), 1);
        assert!(head.contains("multipart/alternative"), "{head}");
        assert!(body.contains("text/calendar; charset=utf-8; method=CANCEL"), "{body}");
        assert!(body.find("text/plain") < body.find("text/calendar"), "{body}");
    }
}
