//! Lists of members: attested, seen and refusable by everybody on them, and taken back as a whole.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};

use crate::desk::codes;
use crate::meet::text;
use crate::org::{joined, org, roles};
use crate::records::{shown, write};

const NO: Value = Value::Null;

pub(crate) fn attestation() -> Value {
    json!({ "agreed": true, "purpose": "建立通讯录", "scope": "姓名、手机号、部门和职务", "use": "仅限内部工作联络" })
}

fn sheet(text: &str) -> String {
    STANDARD.encode(text.as_bytes())
}

async fn look(who: &Client, org: &str, text: &str) -> Answer {
    who.call("org.upload.look", &[("org", org)], json!({ "file": sheet(text) })).await
}

pub(crate) async fn bring(who: &Client, org: &str, text: &str, attested: Value) -> Answer {
    let wish = json!({ "file": sheet(text), "attestation": attested });
    who.call("org.upload", &[("org", org)], wish).await
}

async fn mine(who: &Client) -> Value {
    who.call("upload.list", &[], NO).await.expect_ok()
}

pub(crate) async fn accepted(who: &Client) {
    let waiting = who.call("org.invitations", &[], NO).await.expect_ok();
    let id = waiting["items"][0]["id"].as_str().expect("an invitation waits").to_owned();
    who.call("org.invitation.accept", &[("invitation", &id)], json!({})).await.expect_ok();
}

/// proves: JJB-004, HKT-004, YZJ-016, DB-015
#[tokio::test]
async fn a_list_without_what_is_attested_is_refused_and_everybody_on_it_reads_that_and_may_refuse() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (bo, cy) = (house.person("Bo").await, joined(&house, &ana, &acme, "Cy", "member").await);
    let list = format!(
        "姓名,手机号,部门,职务\n李波,{},研发部/后端,工程师\n陈晨,{},市场部,经理\n",
        bo.phone, cy.phone
    );
    let mut unsaid = attestation();
    unsaid["agreed"] = json!(false);
    let mut without_scope = attestation();
    without_scope["scope"] = json!(" ");
    for attested in [NO, unsaid, without_scope] {
        bring(&ana, &acme, &list, attested).await.expect_code(422, "upload.attestation");
    }
    let rows = json!([{ "phone": bo.phone, "basis": "consent" }]);
    ana.call("org.import", &[("org", &acme)], json!({ "rows": rows }))
        .await
        .expect_code(422, "upload.attestation");
    // What no record has a field for keeps the list out.
    let more = format!("姓名,手机号,民族,身份证号\n李波,{},汉,1\n", bo.phone);
    let seen = look(&ana, &acme, &more).await.expect_ok();
    assert_eq!(seen["unknown"], json!([2, 3]), "{seen}");
    bring(&ana, &acme, &more, attestation()).await.expect_code(422, "upload.columns_unknown");
    assert_eq!(mine(&bo).await["items"], json!([]), "nothing came in");

    let done = bring(&ana, &acme, &list, attestation()).await.expect_ok();
    assert_eq!(
        (&done["invited"], &done["there"], &done["departments"]),
        (&json!(1), &json!(1), &json!(3)),
        "{done}"
    );
    house.run_jobs().await;
    assert_eq!(roles(&ana, &acme).await.len(), 2, "nobody is a member by being on a list");
    for (who, filed) in [(&bo, false), (&cy, true)] {
        let one = mine(who).await["items"][0].clone();
        let said = [&one["purpose"], &one["scope"], &one["use"], &one["org_name"], &one["filed"]];
        let attested = attestation();
        let right = [
            &attested["purpose"],
            &attested["scope"],
            &attested["use"],
            &json!("四合院测试有限公司"),
            &json!(filed),
        ];
        assert_eq!(said, right, "{one}");
        assert_eq!(one["fields"], json!(["name", "position"]));
    }
    assert_eq!(mine(&bo).await["items"][0]["says"]["position"], "工程师");
    assert!(codes(&cy).await.contains(&"org.uploaded".to_owned()), "whoever is there already is told");
    assert_eq!(shown(&ana, &acme, &cy).await["name"], "陈晨");

    // He accepts, and it stands in his record; he refuses, and it is gone, and no list brings it again.
    accepted(&bo).await;
    house.run_jobs().await;
    assert_eq!(shown(&ana, &acme, &bo).await, json!({ "name": "李波", "position": "工程师" }));
    let row = mine(&cy).await["items"][0]["id"].as_str().unwrap().to_owned();
    bo.call("upload.refuse", &[("uploaded", &row)], NO).await.expect_code(404, "upload.unknown");
    cy.call("upload.refuse", &[("uploaded", &row)], NO).await.expect_ok();
    assert_eq!(shown(&ana, &acme, &cy).await, json!({}), "name and position alike");
    let again = look(&ana, &acme, &list).await.expect_ok();
    assert_eq!((&again["people"], &again["wrongs"][0]["why"]), (&json!(1), &json!("refused")), "{again}");
    cy.call("upload.allow", &[("of", &acme)], NO).await.expect_ok();
    assert_eq!(look(&ana, &acme, &list).await.expect_ok()["people"], 2);
    for id in ["JJB-004", "HKT-004", "YZJ-016", "DB-015"] {
        proved(id, &["org.upload", "upload.list", "org.import"]);
    }
}

/// proves: JJB-007, HKT-007, YZJ-011
#[tokio::test]
async fn departments_come_with_a_list_are_moved_and_browsed_and_members_stand_in_them() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = house.person("Bo").await;
    let list = format!(
        "姓名,手机号,部门,公司,邮箱\n李波,{},总部/研发部/后端,四合院,bo@example.com\n,,总部/市场部,,\n,,总部-行政部,,\n",
        bo.phone
    );
    let done = bring(&ana, &acme, &list, attestation()).await.expect_ok();
    assert_eq!(
        (&done["invited"], &done["departments"], &done["wrong"]),
        (&json!(1), &json!(5), &json!(0)),
        "{done}"
    );
    accepted(&bo).await;
    house.run_jobs().await;
    let tree = |who: Client| {
        let acme = acme.clone();
        async move { who.call("org.tree", &[("org", &acme)], NO).await.expect_ok() }
    };
    let seen = tree(bo.clone()).await;
    let names: Vec<(&str, i64)> = seen["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["all"].as_i64().unwrap()))
        .collect();
    assert_eq!(names.len(), 5);
    assert_eq!((names[0], seen["outside"].as_i64()), (("总部", 1), Some(1)), "{seen}");
    let id = |name: &str| {
        let found = seen["items"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap();
        found["id"].as_str().unwrap().to_owned()
    };
    // Moved, headed, put first; and browsed as it is then.
    let (back, market) = (id("后端"), id("市场部"));
    let at = [("org", acme.as_str()), ("department", back.as_str())];
    let wish = json!({ "parent": market, "head": bo.id, "place": -1 });
    ana.call("org.department.update", &at, wish).await.expect_ok();
    let now = tree(bo.clone()).await;
    let moved = now["items"].as_array().unwrap().iter().find(|one| one["id"] == json!(back)).unwrap();
    assert_eq!((&moved["parent"], &moved["head"], &moved["own"]), (&json!(market), &json!(bo.id), &json!(1)));
    let stranger = json!({ "head": house.person("Eve").await.id });
    ana.call("org.department.update", &at, stranger).await.expect_code(404, "org.member_unknown");
    assert_eq!(
        shown(&bo, &acme, &bo).await,
        json!({ "name": "李波", "company": "四合院", "email": "bo@example.com" })
    );
    // The same by hand: a department, a member filed in it with number and name, and a colleague who browses.
    let wish = json!({ "name": "实验室", "parent": market });
    let lab = ana.call("org.department.create", &[("org", &acme)], wish).await.expect_ok();
    let lab = text(&lab, "id").to_owned();
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let filed = [("org", acme.as_str()), ("person", cy.id.as_str())];
    ana.call("org.member.update", &filed, json!({ "department": lab })).await.expect_ok();
    let fields = json!({ "name": "陈晨", "phone": "13900000000" });
    write(&ana, &acme, &cy, fields.clone()).await.expect_ok();
    assert_eq!(shown(&cy, &acme, &cy).await, fields);
    let now = tree(bo.clone()).await;
    let made = now["items"].as_array().unwrap().iter().find(|one| one["id"] == json!(lab)).unwrap();
    assert_eq!((&made["parent"], &made["own"]), (&json!(market), &json!(1)));
    let members = bo.call("org.members", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!(members["items"][1]["department"], json!(back));
    let page = bo.get(&format!("/api/v1/orgs/{acme}/people?department={back}")).await.expect_ok();
    assert_eq!((&page["total"], &page["items"][0]["person"]), (&json!(1), &json!(bo.id)));
    for id in ["JJB-007", "HKT-007", "YZJ-011"] {
        proved(
            id,
            &["org.upload", "org.tree", "org.department.create", "org.department.update", "org.record"],
        );
    }
}

#[tokio::test]
async fn what_is_wrong_goes_back_and_a_list_is_taken_back_as_a_whole() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (bo, cy) = (house.person("Bo").await, house.person("Cy").await);
    let list = format!(
        "姓名,手机号,工作邮箱\n李波,{},bo@example.com\n陈晨,{},cy@example.com\n张三,12,\n赵六,{},nobody\n李波,{},\n",
        bo.phone,
        cy.phone,
        house.fresh_number(),
        bo.phone
    );
    let seen = look(&ana, &acme, &list).await.expect_ok();
    let wrongs: Vec<(u64, &str)> = seen["wrongs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["row"].as_u64().unwrap(), one["why"].as_str().unwrap()))
        .collect();
    assert_eq!(wrongs, [(4, "phone"), (5, "value"), (6, "twice")]);
    assert!(!seen.to_string().contains(&bo.phone), "numbers are masked");
    let back = ana.call("org.upload.wrong", &[("org", &acme)], json!({ "file": sheet(&list) })).await;
    assert!(
        back.text().contains("原因") && back.text().contains("张三") && !back.text().contains("陈晨"),
        "{}",
        back.text()
    );
    let done = bring(&ana, &acme, &list, attestation()).await.expect_ok();
    assert_eq!((&done["invited"], &done["wrong"]), (&json!(2), &json!(3)), "{done}");
    accepted(&bo).await;
    house.run_jobs().await;
    let listed = ana.call("org.uploads", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!(
        (&listed["items"][0]["waiting"], &listed["items"][0]["filed"]),
        (&json!(1), &json!(1)),
        "{listed}"
    );
    let at = [("org", acme.as_str()), ("upload", done["upload"].as_str().unwrap())];
    let undone = ana.call("org.upload.undo", &at, NO).await.expect_ok();
    assert_eq!(undone, json!({ "invitations": 1, "fields": 2 }));
    assert_eq!(
        shown(&bo, &acme, &bo).await,
        json!({}),
        "who accepted stays, what the list said of him does not"
    );
    assert_eq!(cy.call("org.invitations", &[], NO).await.expect_ok()["items"], json!([]));
    ana.call("org.upload.undo", &at, NO).await.expect_code(404, "upload.unknown");

    let eve = house.person("Eve").await;
    let theirs = org(&eve).await;
    look(&bo, &acme, &list).await.expect_code(403, "access.denied");
    bring(&bo, &acme, &list, attestation()).await.expect_code(403, "access.denied");
    bring(&eve, &acme, &list, attestation()).await.expect_code(404, "org.unknown");
    let other = [("org", theirs.as_str()), ("upload", done["upload"].as_str().unwrap())];
    eve.call("org.upload.undo", &other, NO).await.expect_code(404, "upload.unknown");
}

async fn number(house: &House, sql: &'static str) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    view.one(sql, vec![]).await.unwrap().get("found").unwrap()
}

/// Rows of lists that are kept.
async fn left(house: &House) -> i64 {
    number(house, "SELECT COUNT(*) AS found FROM yard_upload_row").await
}

/// Rows that say something of somebody.
async fn said(house: &House) -> i64 {
    number(house, "SELECT COUNT(details) AS found FROM yard_upload_row").await
}

/// Whoever refuses is refused to later lists, be he a member or not, until he lets them again.
#[tokio::test]
async fn a_refusal_of_somebody_who_is_no_member_is_kept_and_takes_the_invitation_along() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (bo, cy) = (house.person("Bo").await, joined(&house, &ana, &acme, "Cy", "member").await);
    let list = format!("姓名,手机号,职务\n李波,{},工程师\n", bo.phone);
    bring(&ana, &acme, &list, attestation()).await.expect_ok();
    // A second list has the invitation of the first.
    bring(&ana, &acme, &list, attestation()).await.expect_ok();
    let row = mine(&bo).await["items"][0]["id"].as_str().unwrap().to_owned();
    bo.call("upload.refuse", &[("uploaded", &row)], NO).await.expect_ok();
    assert_eq!(
        mine(&bo).await,
        json!({ "items": [], "refused": [{ "org": acme, "org_name": "四合院测试有限公司" }] })
    );
    assert_eq!(bo.call("org.invitations", &[], NO).await.expect_ok()["items"], json!([]));
    let sent = ana.call("org.invitations.sent", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!((&sent["items"][0]["state"], &sent["items"][0]["phone_masked"]), (&json!("declined"), &NO));
    let again = bring(&ana, &acme, &list, attestation()).await.expect_ok();
    assert_eq!((&again["invited"], &again["wrong"]), (&json!(0), &json!(1)), "{again}");
    let rows = json!([{ "phone": bo.phone, "basis": "consent" }]);
    let wish = json!({ "rows": rows, "attestation": attestation() });
    let numbers = ana.call("org.import", &[("org", &acme)], wish).await.expect_ok();
    assert_eq!(numbers["items"][0]["problem"], "org.list_refused");
    assert_eq!(left(&house).await, 0, "nothing of him is kept");
    bo.call("upload.allow", &[("of", &acme)], NO).await.expect_ok();
    assert_eq!(bring(&ana, &acme, &list, attestation()).await.expect_ok()["invited"], 1);
    accepted(&bo).await;
    house.run_jobs().await;
    assert_eq!(shown(&ana, &acme, &bo).await["position"], "工程师");

    // What waits to be filed when a member says no is not filed.
    let list = format!("姓名,手机号\n陈晨,{}\n", cy.phone);
    bring(&ana, &acme, &list, attestation()).await.expect_ok();
    let row = mine(&cy).await["items"][0]["id"].as_str().unwrap().to_owned();
    cy.call("upload.refuse", &[("uploaded", &row)], NO).await.expect_ok();
    house.run_jobs().await;
    assert_eq!((shown(&ana, &acme, &cy).await, said(&house).await), (json!({}), 0));
    cy.call("upload.allow", &[("of", &acme)], NO).await.expect_ok();
    // Nor what would still be there then.
    bring(&ana, &acme, &list, attestation()).await.expect_ok();
    let mut cx = house.running.house.db.begin().await.unwrap();
    let sql = "INSERT INTO yard_upload_refusal (org, person, at) SELECT org, person, at FROM yard_upload_row \
               WHERE state = 'waiting'";
    assert_eq!(cx.run(sql, vec![]).await.unwrap(), 1);
    cx.commit().await.unwrap();
    house.run_jobs().await;
    assert_eq!(shown(&ana, &acme, &cy).await, json!({}));
    assert!(!codes(&cy).await.contains(&"org.uploaded".to_owned()));
    assert_eq!(said(&house).await, 0);
}

/// What somebody wrote since is not the list's to take along.
#[tokio::test]
async fn a_position_that_was_written_after_a_list_stays_when_the_list_is_taken_back_or_refused() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let mut people = Vec::new();
    for name in ["Bo", "Cy", "Di", "Ed"] {
        people.push(joined(&house, &ana, &acme, name, "member").await);
    }
    let rows: String = people.iter().map(|one| format!("{},工程师\n", one.phone)).collect();
    let done = bring(&ana, &acme, &format!("手机号,职务\n{rows}"), attestation()).await.expect_ok();
    house.run_jobs().await;
    let [bo, cy, di, ed] = people.as_slice() else { panic!("four") };
    let at = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.update", &at, json!({ "position": "组长" })).await.expect_ok();
    let at = [("org", acme.as_str()), ("person", ed.id.as_str())];
    ana.call("org.member.update", &at, json!({ "role": "administrator" })).await.expect_ok();
    for who in [cy, di] {
        crate::records::write(&ana, &acme, who, json!({ "position": "经理" })).await.expect_ok();
    }
    let row = mine(di).await["items"][0]["id"].as_str().unwrap().to_owned();
    di.call("upload.refuse", &[("uploaded", &row)], NO).await.expect_ok();
    assert_eq!(shown(&ana, &acme, di).await["position"], "经理");
    let at = [("org", acme.as_str()), ("upload", done["upload"].as_str().unwrap())];
    let undone = ana.call("org.upload.undo", &at, NO).await.expect_ok();
    assert_eq!(undone, json!({ "invitations": 0, "fields": 1 }), "his alone who stands as the list had him");
    let stand = [(bo, json!("组长")), (cy, json!("经理")), (di, json!("经理")), (ed, NO)];
    for (who, position) in stand {
        assert_eq!(shown(&ana, &acme, who).await["position"], position);
    }
}

/// Declining leaves nothing of what a list said, and neither does time.
#[tokio::test]
async fn what_a_list_says_of_who_does_not_come_goes() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (bo, cy) = (house.person("Bo").await, house.person("Cy").await);
    let list = format!("姓名,手机号\n李波,{}\n陈晨,{}\n", bo.phone, cy.phone);
    bring(&ana, &acme, &list, attestation()).await.expect_ok();
    let waiting = bo.call("org.invitations", &[], NO).await.expect_ok();
    let id = waiting["items"][0]["id"].as_str().unwrap().to_owned();
    bo.call("org.invitation.decline", &[("invitation", &id)], json!({})).await.expect_ok();
    assert_eq!(left(&house).await, 1);
    // The next list does not keep it either, of him who said no.
    let again = bring(&ana, &acme, &list, attestation()).await.expect_ok();
    assert_eq!((&again["invited"], &again["wrong"]), (&json!(0), &json!(1)), "{again}");
    assert_eq!((left(&house).await, said(&house).await), (1, 1));
    assert_eq!(
        mine(&bo).await,
        json!({ "items": [], "refused": [{ "org": acme, "org_name": "四合院测试有限公司" }] })
    );
    house.advance(std::time::Duration::from_secs(8 * 86_400));
    house.run_jobs().await;
    assert_eq!(left(&house).await, 0);
}

/// Whoever puts somebody out who refused does not bring him in again by the same list.
#[tokio::test]
async fn a_refusal_outlives_the_membership() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (bo, cy) = (
        joined(&house, &ana, &acme, "Bo", "member").await,
        joined(&house, &ana, &acme, "Cy", "member").await,
    );
    let list = format!("姓名,手机号,职务\n李波,{},工程师\n陈晨,{},经理\n", bo.phone, cy.phone);
    bring(&ana, &acme, &list, attestation()).await.expect_ok();
    house.run_jobs().await;
    for who in [&bo, &cy] {
        let row = mine(who).await["items"][0]["id"].as_str().unwrap().to_owned();
        who.call("upload.refuse", &[("uploaded", &row)], NO).await.expect_ok();
    }
    ana.call("org.member.remove", &[("org", &acme), ("person", &bo.id)], NO).await.expect_ok();
    cy.call("org.member.remove", &[("org", &acme), ("person", &cy.id)], NO).await.expect_ok();
    let again = bring(&ana, &acme, &list, attestation()).await.expect_ok();
    assert_eq!((&again["invited"], &again["wrong"]), (&json!(0), &json!(2)), "{again}");
    assert_eq!(left(&house).await, 0, "nothing of them is kept");
    for who in [&bo, &cy] {
        assert_eq!(mine(who).await["refused"][0]["org"], json!(acme));
        who.call("upload.allow", &[("of", &acme)], NO).await.expect_ok();
    }
    assert_eq!(bring(&ana, &acme, &list, attestation()).await.expect_ok()["invited"], 2);
}

/// Whoever is charged with lists is not charged with where members stand, nor with those who charge.
#[tokio::test]
async fn a_charge_with_lists_moves_no_member_and_writes_nothing_of_administrators_nor_of_its_own_holder() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let hana = joined(&house, &ana, &acme, "Hana", "member").await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let di = joined(&house, &ana, &acme, "Di", "administrator").await;
    let ed = house.person("Ed").await;
    let wish = json!({ "name": "研发部" });
    let made = ana.call("org.department.create", &[("org", &acme)], wish).await.expect_ok()["id"].clone();
    let wish = json!({ "person": hana.id, "title": "名单", "rights": ["upload"] });
    ana.call("org.charge", &[("org", &acme)], wish).await.expect_ok();
    let rows: String =
        [&hana, &bo, &di, &ed].iter().map(|one| format!("{},研发部,工程师\n", one.phone)).collect();
    let list = format!("手机号,部门,职务\n{rows}");
    bring(&hana, &acme, &list, attestation()).await.expect_ok();
    accepted(&ed).await;
    house.run_jobs().await;
    let stands = async |who: &Client| {
        let seen = crate::records::record(&ana, &acme, who).await.expect_ok();
        (seen["department"].clone(), shown(&ana, &acme, who).await["position"].clone())
    };
    assert_eq!(stands(&bo).await, (NO, json!("工程师")), "where a member stands is not hers to say");
    assert_eq!(
        stands(&ed).await,
        (made.clone(), json!("工程师")),
        "who comes by her list stands where it says"
    );
    for who in [&di, &hana] {
        assert_eq!(stands(who).await, (NO, NO));
    }
    assert_eq!(said(&house).await, 0, "and what it said of them is not kept");
    assert_eq!(left(&house).await, 2);
    // An administrator's list says all of everybody.
    bring(&ana, &acme, &list, attestation()).await.expect_ok();
    house.run_jobs().await;
    for who in [&bo, &di, &hana] {
        assert_eq!(stands(who).await, (made.clone(), json!("工程师")));
    }
}

/// The next holder of a number reads nothing of the one before.
#[tokio::test]
async fn what_waits_for_a_number_goes_with_the_account_that_had_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (bo, cy) = (house.person("Bo").await, house.person("Cy").await);
    let list = format!("姓名,手机号\n李波,{}\n陈晨,{}\n", bo.phone, cy.phone);
    bring(&ana, &acme, &list, attestation()).await.expect_ok();
    assert_eq!(said(&house).await, 2);
    crate::erasure::close(&house, &bo).await.expect_ok();
    assert_eq!((left(&house).await, said(&house).await), (1, 1));
    assert_eq!(mine(&cy).await["items"][0]["says"]["name"], "陈晨");
}

/// Whoever has no account and says no is named by no later list either, and takes it back once he has one.
#[tokio::test]
async fn a_refusal_of_a_number_without_an_account_is_kept_and_goes_over_to_who_signs_up_with_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let phone = house.fresh_number();
    let list = format!("姓名,手机号\n李波,{phone}\n");
    bring(&ana, &acme, &list, attestation()).await.expect_ok();
    let held = crate::outside::seen(&house, &phone).await;
    crate::outside::erase(&house, &held["pass"]).await.expect_ok();
    assert_eq!(left(&house).await, 0);
    let again = bring(&ana, &acme, &list, attestation()).await.expect_ok();
    assert_eq!((&again["invited"], &again["wrong"]), (&json!(0), &json!(1)), "{again}");
    let wish = json!({ "rows": [{ "phone": phone, "basis": "consent" }], "attestation": attestation() });
    let numbers = ana.call("org.import", &[("org", &acme)], wish).await.expect_ok();
    assert_eq!(numbers["items"][0]["problem"], "org.list_refused");
    assert_eq!(left(&house).await, 0);
    house.advance(std::time::Duration::from_secs(61));
    let bo = house.person_with("Bo", &phone).await;
    assert_eq!(mine(&bo).await["refused"][0]["org"], json!(acme));
    assert_eq!(look(&ana, &acme, &list).await.expect_ok()["wrong"], 1);
    bo.call("upload.allow", &[("of", &acme)], NO).await.expect_ok();
    assert_eq!(bring(&ana, &acme, &list, attestation()).await.expect_ok()["invited"], 1);
    // Of a number that nobody signs up with it is kept for a year; what somebody refuses himself, until he lets them again.
    let row = mine(&bo).await["items"][0]["id"].as_str().unwrap().to_owned();
    bo.call("upload.refuse", &[("uploaded", &row)], NO).await.expect_ok();
    let phone = house.fresh_number();
    bring(&ana, &acme, &format!("姓名,手机号\n陈晨,{phone}\n"), attestation()).await.expect_ok();
    let held = crate::outside::seen(&house, &phone).await;
    crate::outside::erase(&house, &held["pass"]).await.expect_ok();
    for (days, kept) in [(364, 2), (2, 1)] {
        house.advance(std::time::Duration::from_secs(days * 86_400));
        house.run_jobs().await;
        assert_eq!(number(&house, "SELECT COUNT(*) AS found FROM yard_upload_refusal").await, kept);
    }
    assert_eq!(number(&house, "SELECT COUNT(person) AS found FROM yard_upload_refusal").await, 1);
}
