//! The gate: what it refuses, what it records, what it carries.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod place;
mod recipient;
mod registry;

use egress::{Method, Request, SendRefused, Template, TextMessage};
use ground::Caller;
use policy::{Category, Purpose, Recipient};
use std::time::Duration;

use place::{Place, signed_in};
use recipient::Provider;

const CODE: [Category; 2] = [Category::PhoneNumber, Category::VerificationCode];

fn message(purpose: Purpose, fields: &[Category]) -> TextMessage<'_> {
    TextMessage {
        to: "+8613800138000",
        text: "123456 is your code",
        template: Template::Code("123456"),
        purpose,
        fields,
    }
}

fn request(path: &str) -> Request {
    let headers = vec![("content-type".to_owned(), "text/plain".to_owned())];
    Request { method: Method::Post, path: path.to_owned(), headers, body: b"123456".to_vec() }
}

#[tokio::test]
async fn in_dev_a_text_message_lies_in_the_outbox_and_is_recorded() {
    let place = Place::dev().await;
    let ana = place.person();
    assert!(place.egress.ways().sms && place.egress.ways().mail);
    place.egress.text_message(ana, message(Purpose::Account, &CODE)).await.unwrap();

    let messages = place.egress.outbox().unwrap().messages();
    assert_eq!((messages[0].kind, messages[0].to.as_str()), ("sms", "+8613800138000"));
    assert_eq!(messages[0].code.as_deref(), Some("123456"));

    let sent = place.egress.sent_of(ana, &signed_in(ana)).await.unwrap();
    assert_eq!((sent[0].recipient.as_str(), sent[0].outcome.as_str()), ("sms-gateway", "outbox"));
    assert_eq!(sent[0].fields, ["phone-number", "verification-code"]);
}

#[tokio::test]
async fn a_field_that_the_purpose_does_not_need_is_not_sent() {
    let place = Place::dev().await;
    let refused =
        place.egress.text_message(place.person(), message(Purpose::Account, &[Category::Avatar])).await;
    assert!(matches!(refused, Err(SendRefused::Undeclared { category: Category::Avatar, .. })));
    assert!(place.egress.outbox().unwrap().messages().is_empty());
}

#[tokio::test]
async fn without_a_connector_there_is_no_way() {
    let place = Place::without().await;
    assert!(!place.egress.ways().sms && place.egress.outbox().is_none());
    let refused = place.egress.text_message(place.person(), message(Purpose::Account, &CODE)).await;
    assert!(matches!(refused, Err(SendRefused::NoWay)));
    let refused = place
        .egress
        .send(Recipient::SmsGateway, Purpose::Account, &CODE, place.person(), request("send"))
        .await;
    assert!(matches!(refused, Err(SendRefused::NoWay)));
}

#[tokio::test]
async fn a_configured_recipient_gets_its_request_and_the_record_says_so() {
    let provider = Provider::start().await;
    let place = Place::with(&provider.address()).await;
    let ana = place.person();
    let answer = place
        .egress
        .send(Recipient::SmsGateway, Purpose::Account, &CODE, ana, request("send?x=1"))
        .await
        .unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, b"ok".as_slice()));
    let heard = provider.heard().await;
    assert!(heard.starts_with("POST /v1/send?x=1 HTTP/1.1\r\n") && heard.ends_with("123456"), "{heard}");

    let sent = place.egress.sent_of(ana, &signed_in(ana)).await.unwrap();
    assert_eq!((sent.len(), sent[0].outcome.as_str(), sent[0].purpose.as_str()), (1, "sent", "account"));
    assert!(sent[0].bytes > 6);
}

#[tokio::test]
async fn a_recipient_gets_no_field_that_it_does_not_declare_and_none_for_another_purpose() {
    let provider = Provider::start().await;
    let place = Place::with(&provider.address()).await;
    let to = Recipient::SmsGateway;
    for (purpose, fields) in
        [(Purpose::Account, &[Category::DisplayName][..]), (Purpose::OwnData, &[Category::PhoneNumber])]
    {
        let refused = place.egress.send(to, purpose, fields, place.person(), request("send")).await;
        assert!(matches!(refused, Err(SendRefused::Undeclared { .. })), "{purpose}");
    }
    let refused =
        place.egress.send(to, Purpose::Account, &CODE, place.person(), request("//elsewhere/")).await;
    assert!(matches!(refused, Err(SendRefused::Elsewhere)));
}

#[tokio::test]
async fn a_recipient_that_is_gone_is_recorded_as_failed() {
    let address = Provider::start().await.address();
    let place = Place::with(&address).await;
    let ana = place.person();
    let refused =
        place.egress.send(Recipient::SmsGateway, Purpose::Account, &CODE, ana, request("send")).await;
    assert!(matches!(refused, Err(SendRefused::Unreachable)));
    assert_eq!(place.egress.sent_of(ana, &signed_in(ana)).await.unwrap()[0].outcome, "failed");
}

#[tokio::test]
async fn the_record_is_kept_three_years_and_then_goes() {
    let place = Place::dev().await;
    let ana = place.person();
    place.egress.text_message(ana, message(Purpose::Account, &CODE)).await.unwrap();
    place.clock.advance(Duration::from_secs((3 * 365 - 2) * 86_400));
    assert_eq!(place.egress.sweep().await.unwrap(), 0);
    assert_eq!(place.egress.sent_of(ana, &signed_in(ana)).await.unwrap().len(), 1);
    place.clock.advance(Duration::from_secs(5 * 86_400));
    assert_eq!(place.egress.sweep().await.unwrap(), 1);
}

#[tokio::test]
async fn neither_number_nor_code_rests_in_the_record() {
    let place = Place::dev().await;
    place.egress.text_message(place.person(), message(Purpose::Account, &CODE)).await.unwrap();
    place.egress.close().await;
    for file in std::fs::read_dir(place.folder.path()).unwrap().map(Result::unwrap) {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        for secret in ["13800138000", "123456"] {
            assert!(
                !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()),
                "{:?}",
                file.path()
            );
        }
    }
}

#[tokio::test]
async fn nobody_reads_what_was_sent_of_another() {
    let place = Place::dev().await;
    let ana = place.person();
    place.egress.text_message(ana, message(Purpose::Account, &CODE)).await.unwrap();
    assert!(place.egress.sent_of(ana, &Caller::Nobody).await.is_err());
}
